"""What happens to a case later: steps, holds, and each server's retention."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what a case remembers, and the tables of its later life."""
    op.add_column("cases", sa.Column("earlier", sa.JSON()))
    op.add_column(
        "cases", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_cases_guild_id_opened_at", "cases", ["guild_id", "opened_at"])
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
    )
    op.create_index("ix_steps_case_id", "steps", ["case_id"])
    op.create_index("ix_steps_guild_id", "steps", ["guild_id"])
    op.create_index("ix_steps_user_id", "steps", ["user_id"])
    op.create_table(
        "rules",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("retention_days", sa.Integer()),
        sa.Column("left_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("guild_id", name="pk_rules"),
    )
