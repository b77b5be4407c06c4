"""The servers' lists of known images, and what a server is in the midst of."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "known_images",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("on_list", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text()),
        sa.Column("pdq", sa.Text()),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("still", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Text()),
        sa.Column("case_number", sa.Integer()),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_images"),
        sa.UniqueConstraint(
            "guild_id", "source", "key", name="uq_known_images_guild_id_source_key"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_known_images_guild_id_id", "known_images", ["guild_id", "id"])
    op.create_index("ix_known_images_guild_id_sha256", "known_images", ["guild_id", "sha256"])
    op.create_index("ix_known_images_case_id", "known_images", ["case_id"])
    op.create_index("ix_known_images_user_id", "known_images", ["user_id"])
    op.create_table(
        "moments",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("guild_id", "what", name="pk_moments"),
    )
