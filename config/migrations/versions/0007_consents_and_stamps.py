"""Consent of one person to another, its state in each case, and timestamps of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables; cases from before have no state of consent."""
    op.add_column("cases", sa.Column("consent", sa.JSON()))
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_giver_id_sender_id", "consents", ["giver_id", "sender_id"])
    op.create_index("ix_consents_sender_id", "consents", ["sender_id"])
    op.create_table(
        "ledger_stamps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_stamps"),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["ledger_checkpoints.id"], name="fk_ledger_stamps_checkpoint_id"
        ),
    )
    op.create_index("ix_ledger_stamps_checkpoint_id", "ledger_stamps", ["checkpoint_id"])
    # Append-only, as the other tables of the ledger; PostgreSQL has the function since 0005.
    if op.get_bind().dialect.name == "postgresql":
        for act, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER ledger_stamps_no_{act.lower()} BEFORE {act} ON ledger_stamps "
                f"FOR EACH {each} EXECUTE FUNCTION ledger_is_append_only()"
            )
    else:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER ledger_stamps_no_{act.lower()} BEFORE {act} ON ledger_stamps "
                "BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END"
            )
