"""The ledger's tables, append-only by triggers that `config/migrations` makes.

`ledger_leaves` and `ledger_nodes` are the tree, and hold no personal data. `ledger_disclosures` is
the record: the one table of which rows are ever deleted, when a case is erased.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from bot.evidence.tables import metadata

leaves = Table(
    "ledger_leaves",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    # Canonical JSON, as `bot.evidence.ledger.leaf` makes it: the very text that is hashed.
    Column("leaf", Text, nullable=False),
)

nodes = Table(
    "ledger_nodes",
    metadata,
    # Complete subtrees alone, leaves (level 0) among them: a node that stands never changes.
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

disclosures = Table(
    "ledger_disclosures",
    metadata,
    Column(
        "position",
        BigInteger,
        ForeignKey("ledger_leaves.position"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("case_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # A list of texts; each opens one field of the leaf.
    Column("disclosures", JSON, nullable=False),
    Index("ix_ledger_disclosures_case_id", "case_id"),
    Index("ix_ledger_disclosures_kind", "kind"),
)

stamps = Table(
    "ledger_stamps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("checkpoint_id", Integer, ForeignKey("ledger_checkpoints.id"), nullable=False),
    # The authority's answer, as it came (RFC 3161's TimeStampResp).
    Column("response", LargeBinary, nullable=False),
    Column("kept_at", BigInteger, nullable=False),
    Index("ix_ledger_stamps_checkpoint_id", "checkpoint_id"),
)

checkpoints = Table(
    "ledger_checkpoints",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("signed_at", BigInteger, nullable=False),
    Index("ix_ledger_checkpoints_size", "size"),
)
