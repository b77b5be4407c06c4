"""Cases, their media and their outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "counters",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_counters"),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("post", sa.JSON(), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
        sa.UniqueConstraint("guild_id", "number", name="uq_cases_guild_id_number"),
        sa.UniqueConstraint("message_id", name="uq_cases_message_id"),
    )
    op.create_index("ix_cases_state", "cases", ["state"])
    op.create_index("ix_cases_guild_id_sender_id", "cases", ["guild_id", "sender_id"])
    op.create_table(
        "media",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text()),
        sa.Column("sha256", sa.Text()),
        sa.Column("finding", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "media_id", name="pk_media"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_media_case_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_media_case_id", "media", ["case_id"])
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
