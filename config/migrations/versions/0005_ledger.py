"""The ledger: leaves, tree, disclosures and checkpoints, which nobody changes afterwards.

The triggers do not keep out somebody who owns the database; they keep the program, and a slip of
the hand, from changing what has been recorded.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_KEPT = ("ledger_leaves", "ledger_nodes", "ledger_checkpoints")


def upgrade() -> None:
    """Make the tables of the ledger, and the triggers that make them append-only."""
    op.create_table(
        "ledger_leaves",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_ledger_leaves"),
    )
    op.create_table(
        "ledger_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "ordinal", name="pk_ledger_nodes"),
    )
    op.create_table(
        "ledger_disclosures",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("disclosures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_ledger_disclosures"),
        sa.ForeignKeyConstraint(
            ["position"], ["ledger_leaves.position"], name="fk_ledger_disclosures_position"
        ),
    )
    op.create_index("ix_ledger_disclosures_case_id", "ledger_disclosures", ["case_id"])
    op.create_index("ix_ledger_disclosures_kind", "ledger_disclosures", ["kind"])
    op.create_table(
        "ledger_checkpoints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_checkpoints"),
    )
    op.create_index("ix_ledger_checkpoints_size", "ledger_checkpoints", ["size"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'The ledger is append-only.'; END $$"
        )
    for table in (*_KEPT, "ledger_disclosures"):
        for act in ("UPDATE", "DELETE") if table in _KEPT else ("UPDATE",):
            op.execute(_trigger(table, act, postgresql=postgresql))
    if postgresql:
        for table in _KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "EXECUTE FUNCTION ledger_is_append_only()"
            )


def _trigger(table: str, act: str, *, postgresql: bool) -> str:
    head = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
    if postgresql:
        return head + "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"
    return head + "BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END"
