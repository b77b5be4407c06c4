"""Gates: which channels have one, what each puts back, and who shared what through it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "gates",
        sa.Column("channel_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("by_user_id", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name="pk_gates"),
    )
    op.create_index("ix_gates_guild_id", "gates", ["guild_id"])
    op.create_table(
        "gate_overwrites",
        sa.Column("channel_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("target_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("existed", sa.Boolean, nullable=False),
        sa.Column("allow", sa.BigInteger, nullable=False),
        sa.Column("deny", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "target_id", name="pk_gate_overwrites"),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["gates.channel_id"],
            name="fk_gate_overwrites_channel_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_gate_overwrites_target_id", "gate_overwrites", ["target_id"])
    op.create_table(
        "shares",
        sa.Column("message_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_shares"),
    )
    op.create_index("ix_shares_guild_id_at", "shares", ["guild_id", "at"])
    op.create_index("ix_shares_channel_id_user_id", "shares", ["channel_id", "user_id"])
    op.create_index("ix_shares_user_id", "shares", ["user_id"])
