"""One case for each key: not only messages show images.

SQLite cannot drop a constraint, so the tables are made anew. Children go before their parents:
dropping a parent would take its children's rows along (ON DELETE CASCADE).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_INDEXES = {
    "cases": ("ix_cases_state", "ix_cases_guild_id_sender_id"),
    "media": ("ix_media_case_id", "ix_media_sha256"),
    "outcomes": ("ix_outcomes_case_id",),
}


def upgrade() -> None:
    """Give cases a key in place of the message's id, and media their case."""
    if op.get_bind().dialect.name == "postgresql":
        # The first version kept nothing in PostgreSQL: there is nothing to take along.
        for table in ("outcomes", "media", "cases"):
            op.drop_table(table)
        _create()
        return
    for table, indexes in _INDEXES.items():
        for index in indexes:
            op.drop_index(index, table)
        op.rename_table(table, f"{table}_0001")
    _create()
    op.execute(
        "INSERT INTO cases (case_id, guild_id, number, key, message_id, sender_id, opened_at,"
        " state, post, decision) SELECT case_id, guild_id, number, CAST(message_id AS TEXT),"
        " message_id, sender_id, opened_at, state, post, decision FROM cases_0001"
    )
    op.execute(
        "INSERT INTO media (case_id, media_id, position, verdict, sha256, finding)"
        " SELECT case_id, media_id, position, verdict, sha256, finding FROM media_0001"
    )
    op.execute(
        "INSERT INTO outcomes (id, case_id, action, status, at, detail, message_id)"
        " SELECT id, case_id, action, status, at, detail, message_id FROM outcomes_0001"
    )
    for table in ("outcomes", "media", "cases"):
        op.drop_table(f"{table}_0001")


def _create() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("post", sa.JSON(), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
        sa.UniqueConstraint("guild_id", "number", name="uq_cases_guild_id_number"),
        sa.UniqueConstraint("guild_id", "key", name="uq_cases_guild_id_key"),
    )
    op.create_index("ix_cases_message_id", "cases", ["message_id"])
    op.create_index("ix_cases_state", "cases", ["state"])
    op.create_index("ix_cases_guild_id_sender_id", "cases", ["guild_id", "sender_id"])
    op.create_table(
        "media",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text()),
        sa.Column("sha256", sa.Text()),
        sa.Column("finding", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "media_id", name="pk_media"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_media_case_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_media_sha256", "media", ["sha256"])
    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_outcomes_case_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_outcomes_case_id", "outcomes", ["case_id"])
