"""The tables. `config/migrations` makes them; a test holds the two against each other.

What is looked up has a column of its own; the rest of a case stands in JSON documents, in the words
of `bot.domain`. Instants in columns are microseconds since 1970 in UTC, in documents ISO 8601.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

counters = Table(
    "counters",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # Kept apart from the cases, so that an erased case's number is never given again.
    Column("last_number", Integer, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    # `Post.key`: the message, or what else it is that shows an image.
    Column("key", Text, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("sender_id", BigInteger, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("post", JSON, nullable=False),
    Column("decision", JSON, nullable=False),
    # The sender's earlier cases on the server, as they were when this one was opened.
    Column("earlier", JSON(none_as_null=True)),
    # Consent at the moment of the post; null where it was not recorded.
    Column("consent", JSON(none_as_null=True)),
    # Kept whatever its age; who said so, when and why is among the steps.
    Column("held", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("guild_id", "number"),
    UniqueConstraint("guild_id", "key"),
    Index("ix_cases_message_id", "message_id"),
    Index("ix_cases_state", "state"),
    Index("ix_cases_guild_id_sender_id", "guild_id", "sender_id"),
    Index("ix_cases_guild_id_opened_at", "guild_id", "opened_at"),
)

media = Table(
    "media",
    metadata,
    Column("case_id", Text, ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("media_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    # Null while the image is still being screened; from then on it only ever gets graver.
    Column("verdict", Text),
    Column("sha256", Text),
    Column("finding", JSON, nullable=False),
    Index("ix_media_sha256", "sha256"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False),
    Column("action", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
    Column("message_id", BigInteger),
    Index("ix_outcomes_case_id", "case_id"),
)

steps = Table(
    "steps",
    metadata,
    Column("id", Integer, primary_key=True),
    # No foreign key: that a case was erased is known when the case is gone.
    Column("case_id", Text, nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("user_id", BigInteger),
    Column("note", Text, nullable=False),
    Index("ix_steps_case_id", "case_id"),
    Index("ix_steps_guild_id", "guild_id"),
    Index("ix_steps_user_id", "user_id"),
)

rules = Table(
    "rules",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # Null is the operator's setting.
    Column("retention_days", Integer),
    # When the bot left the server; null while it is there.
    Column("left_at", BigInteger),
)

servers = Table(
    "servers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # The newest id that there was when the bot first saw the server: older things are not read.
    Column("since", BigInteger, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("last_id", BigInteger, nullable=False),
    Column("thread", Boolean, nullable=False),
    Index("ix_checkpoints_guild_id", "guild_id"),
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("from_id", BigInteger, nullable=False),
    Column("to_id", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("noticed_at", BigInteger, nullable=False),
    Index("ix_gaps_guild_id_channel_id", "guild_id", "channel_id"),
)

homes = Table(
    "homes",
    metadata,
    # Only for people who asked for it: where the help panel begins for them.
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Text, nullable=False),
)

shielded = Table(
    "shielded",
    metadata,
    # Cases in which somebody may be under 18: no fingerprint is ever kept of their media.
    Column("case_id", Text, ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("giver_id", BigInteger, nullable=False),
    Column("sender_id", BigInteger, nullable=False),
    Column("given_at", BigInteger, nullable=False),
    # Null where the giver named no end, and while they have not taken it back.
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Index("ix_consents_giver_id_sender_id", "giver_id", "sender_id"),
    Index("ix_consents_sender_id", "sender_id"),
)

known_images = Table(
    "known_images",
    metadata,
    # Ids only ever grow: what was added since a look at the table has greater ones.
    Column("id", Integer, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("on_list", Text, nullable=False),
    # Empty for the server's own entries; else the list that an import brought.
    Column("source", Text, nullable=False),
    # What an entry is unique by: the SHA-256, or the PDQ where there is no other.
    Column("key", Text, nullable=False),
    Column("sha256", Text),
    Column("pdq", Text),
    Column("seen", JSON, nullable=False),
    Column("still", Boolean, nullable=False),
    # Which case it came from. No foreign key: a decision outlives the case's record.
    Column("case_id", Text),
    Column("case_number", Integer),
    Column("user_id", BigInteger),
    Column("added_at", BigInteger, nullable=False),
    UniqueConstraint("guild_id", "source", "key"),
    Index("ix_known_images_guild_id_id", "guild_id", "id"),
    Index("ix_known_images_guild_id_sha256", "guild_id", "sha256"),
    Index("ix_known_images_case_id", "case_id"),
    Index("ix_known_images_user_id", "user_id"),
    sqlite_autoincrement=True,
)

moments = Table(
    "moments",
    metadata,
    # What a server is in the midst of, or had last, so that a restart ends it too and repeats
    # nothing: a raid ("raid", until when), the weekly digest ("digest", of which week).
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("message_id", BigInteger),
)

own_records = Table(
    "own_records",
    metadata,
    # People who asked for a record of a case, to be told later how it stands. No foreign key: that
    # the case was erased is what they are told then.
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", Text, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_own_records_case_id", "case_id"),
    Index("ix_own_records_guild_id", "guild_id"),
)

appeals = Table(
    "appeals",
    metadata,
    # One a case. Of a picture that was uploaded again only how it compared is kept.
    Column("case_id", Text, ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("match", Text, nullable=False),
    Column("seen", Text),
    # The moderators' message; null while they have not been told.
    Column("entry_id", BigInteger),
)

gates = Table(
    "gates",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    # Negative for somebody whose data was erased.
    Column("by_user_id", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Index("ix_gates_guild_id", "guild_id"),
)

gate_overwrites = Table(
    "gate_overwrites",
    metadata,
    # What a gate puts back: of each overwrite that it changed, the gate's own bits alone.
    Column(
        "channel_id",
        BigInteger,
        ForeignKey("gates.channel_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    # A role, or a member.
    Column("target_id", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("existed", Boolean, nullable=False),
    Column("allow", BigInteger, nullable=False),
    Column("deny", BigInteger, nullable=False),
    Index("ix_gate_overwrites_target_id", "target_id"),
)

shares = Table(
    "shares",
    metadata,
    # Who had a message posted through a gate: kept while the message stands, at most as a case is.
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    # The thread, for what was shared in one.
    Column("channel_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_shares_guild_id_at", "guild_id", "at"),
    Index("ix_shares_channel_id_user_id", "channel_id", "user_id"),
    Index("ix_shares_user_id", "user_id"),
)

policy_versions = Table(
    "policy_versions",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # Counts from 1 on each server; cases quote it ("guild/3").
    Column("version", Integer, primary_key=True, autoincrement=False),
    # What differs from the installation's policy, in the words of `bot.rulebook`.
    Column("document", JSON, nullable=False),
    # Who changed it; null is the operator, a negative number somebody whose data was erased.
    Column("user_id", BigInteger),
    Column("at", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_policy_versions_user_id", "user_id"),
)

inboxes = Table(
    "inboxes",
    metadata,
    # Only of people who opened one: without a row the bot writes to nobody.
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
)

blocks = Table(
    "blocks",
    metadata,
    Column("owner_id", BigInteger, primary_key=True, autoincrement=False),
    Column("blocked_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_blocks_blocked_id", "blocked_id"),
)

letters = Table(
    "letters",
    metadata,
    Column("letter_id", Text, primary_key=True),
    # Counts the changes, so that none of them is made to a letter that is not as it was read.
    Column("revision", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("sender_id", BigInteger, nullable=False),
    Column("recipient_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    # From then on nothing by which its files can be fetched is kept.
    Column("lapses_at", BigInteger, nullable=False),
    Column("linked", Boolean, nullable=False),
    Column("letter", JSON, nullable=False),
    Index("ix_letters_state", "state"),
    Index("ix_letters_sender_id", "sender_id"),
    Index("ix_letters_recipient_id", "recipient_id"),
)

sendings = Table(
    "sendings",
    metadata,
    # Each letter that was taken in, for a day: what its sender's limits are counted by. It is
    # here whether or not the recipient has an inbox, so that it says nothing of that.
    Column("id", Integer, primary_key=True),
    Column("sender_id", BigInteger, nullable=False),
    Column("recipient_id", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_sendings_sender_id_at", "sender_id", "at"),
    Index("ix_sendings_recipient_id", "recipient_id"),
)
