"""The tables. Every row belongs to a partnership; sealed columns are bytes, all others hold set words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.engine import Dialect

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware moment as microseconds since 1970: SQLite would keep local time without a zone."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002  # SQLAlchemy's signature
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # as above
        return None if value is None else _EPOCH + timedelta(microseconds=value)


metadata = MetaData()


def _table(name: str, *columns: Any) -> Table:
    return Table(name, metadata, Column("partnership", Integer, nullable=False), *columns)


def _within(name: str, *columns: Any) -> Table:
    """Whose rows are numbered or named within their partnership, which is part of the key."""
    return Table(name, metadata, Column("partnership", Integer, primary_key=True), *columns)


def _seq() -> Column[int]:
    """Counts up by itself, on both databases."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column("seq", kind, primary_key=True, autoincrement=True)


store_facts = Table(
    "store_facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

data_keys = _within(
    "data_keys",
    Column("owner", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)

people = _within(
    "people",
    Column("no", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("seat", Integer),
    Column("settings", LargeBinary, nullable=False),
    UniqueConstraint("partnership", "key"),
)

seats = _within(
    "seats",
    Column("no", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("body", String, nullable=False),
    UniqueConstraint("partnership", "key"),
)

# Counts changes of people and seats, so that names are read again only when they changed.
directory_versions = Table(
    "directory_versions",
    metadata,
    Column("partnership", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)

cases = _table(
    "cases",
    Column("id", Uuid, primary_key=True),
    Column("ref", Integer, unique=True),
    Column("state", String, nullable=False),
    Column("status", String),
    Column("referrer", Integer, nullable=False),
    Column("raised", Moment),
    Column("version", Integer, nullable=False),
    Column("body", String, nullable=False),
    Column("hidden", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
    Column("made", Moment, nullable=False),
    Index("cases_by_raised", "partnership", "raised", "id"),
    Index("cases_by_status", "partnership", "status", "raised", "id"),
    Index("cases_by_referrer", "partnership", "referrer", "state"),
)

used_refs = _table("used_refs", Column("ref", Integer, primary_key=True))

parties = _table(
    "parties",
    Column("case_id", Uuid, primary_key=True),
    Column("person", Integer, primary_key=True),
    Index("parties_by_person", "person"),
)

texts = _table(
    "texts",
    Column("case_id", Uuid, primary_key=True),
    Column("item", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
)

clocks = _table(
    "clocks",
    Column("case_id", Uuid, primary_key=True),
    Column("name", String, primary_key=True),
    Column("subject", Integer, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("started", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("running", Boolean, nullable=False),
)

rungs = _table(
    "rungs",
    Column("case_id", Uuid, primary_key=True),
    Column("name", String, primary_key=True),
    Column("subject", Integer, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("due", Moment, nullable=False),
    Column("waiting", Boolean, nullable=False),
    Index("rungs_by_due", "partnership", "waiting", "due"),
)

outbox = _table(
    "outbox",
    _seq(),
    Column("id", Uuid, nullable=False),
    Column("platform", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", String, nullable=False),
    Column("due", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("held_until", Moment),
    Column("waiting", Boolean, nullable=False),
    Column("sent", Moment),
    Column("message", String),
    Column("person", Integer),  # of a notice: whose it is
    Column("budget", String),  # counted: one of the day's messages; held: for the morning's list
    UniqueConstraint("partnership", "id"),
    Index("outbox_by_due", "partnership", "waiting", "due", "seq"),
    Index("outbox_by_lane", "lane", "partnership", "platform", "waiting", "seq"),
    Index("outbox_by_budget", "partnership", "person", "budget", "sent"),
)

# Who asked to be reminded of a clock later, once, until when, and why.
snoozes = _table(
    "snoozes",
    Column("case_id", Uuid, primary_key=True),
    Column("name", String, primary_key=True),
    Column("subject", Integer, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("person", Integer, primary_key=True),
    Column("until", Moment, nullable=False),
    Column("why", String, nullable=False),
)

# How soon a seat acts after which word of a nudge: a tally by quarter, with no case in it.
paces = _within(
    "paces",
    Column("seat", Integer, primary_key=True),
    Column("quarter", String, primary_key=True),
    Column("nudge", String, primary_key=True),
    Column("rung", Integer, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("seconds", BigInteger, nullable=False),
)

lines = _within(
    "lines",
    Column("platform", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("case", Integer, nullable=False),  # the reference's number
    Column("posted", Moment, nullable=False),
    Column("seats", Boolean, nullable=False),
    Column("outdated", Boolean, nullable=False),
    Column("left", Moment),
    Index("lines_by_case", "partnership", "platform", "case"),
)

inbox = _table(
    "inbox",
    _seq(),
    Column("platform", String, nullable=False),
    Column("key", String, nullable=False),
    Column("state", String, nullable=False),
    Column("heard", LargeBinary),
    Column("answered", LargeBinary),
    UniqueConstraint("partnership", "platform", "key"),
    Index("inbox_by_state", "partnership", "platform", "state"),
)

dialogues = _within(
    "dialogues",
    Column("person", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("expires", Moment, nullable=False),
)

offers = _table(
    "offers",
    _seq(),
    Column("person", Integer, nullable=False),
    Column("buttons", LargeBinary, nullable=False),
    Column("name", String),
    Index("offers_by_person", "partnership", "person"),
    Index("offers_by_name", "partnership", "name"),
)

# One-time pages. The token itself is with its person alone.
links = _within(
    "links",
    Column("token_hash", String, primary_key=True),
    Column("person", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("expires", Moment, nullable=False),
)

meetings = _within(
    "meetings", Column("no", Integer, primary_key=True), Column("body", String, nullable=False)
)

# The dates that suit a person, as minutes (bot.vocabulary.numbers.Slot).
meeting_votes = _within(
    "meeting_votes",
    Column("meeting", Integer, primary_key=True),
    Column("person", Integer, primary_key=True),
    Column("slots", String, nullable=False),
)

# Who may fetch which calendar; meeting 0: all of that person's.
calendars = _within(
    "calendars",
    Column("person", Integer, primary_key=True),
    Column("meeting", Integer, primary_key=True),
    Column("token_hash", String, nullable=False),
    UniqueConstraint("partnership", "token_hash"),
)

audit = _table(
    "audit",
    _seq(),
    Column("at", Moment, nullable=False),
    Column("case_id", Uuid),
    Column("actor", Integer),
    Column("act", String, nullable=False),
    Column("whom", Integer),
    Column("facts", String, nullable=False),
    Column("before", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("signature", LargeBinary),
    Index("audit_by_case", "case_id"),
)

# How far the audit goes: sealed, so that nobody without the master key can move the end.
audit_heads = Table(
    "audit_heads",
    metadata,
    Column("partnership", Integer, primary_key=True),
    Column("head", LargeBinary, nullable=False),
)

# What entries are signed with. The private half is sealed; the public one is here for whoever checks.
audit_keys = Table(
    "audit_keys",
    metadata,
    Column("partnership", Integer, primary_key=True),
    Column("public", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

openings = _table(
    "openings",
    _seq(),
    Column("case_id", Uuid, nullable=False),
    Column("ref", Integer, nullable=False),
    Column("item", Integer, nullable=False),
    Column("giver", Integer, nullable=False),
    Column("by", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("why", String, nullable=False),
    Column("signature", LargeBinary),
    Index("openings_by_giver", "partnership", "giver"),
    Index("openings_by_case", "case_id"),
)

marks = _within(
    "marks", Column("name", String, primary_key=True), Column("value", LargeBinary, nullable=False)
)

# A stone for each erased case, and a tally without any case in it.
erasures = _within(
    "erasures",
    Column("case_id", Uuid, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("state", String, nullable=False),
    Column("why", String, nullable=False),
    Column("keys", Integer, nullable=False),
    Column("texts", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
)

tallies = _within(
    "tallies",
    Column("year", Integer, primary_key=True),
    Column("state", String, primary_key=True),
    Column("why", String, primary_key=True),
    Column("count", Integer, nullable=False),
)

# Who gave and who received, by seat and quarter.
exchanges = _within(
    "exchanges",
    Column("quarter", String, primary_key=True),
    Column("seat", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("count", Integer, nullable=False),
)

# What the partnerships of one database know of each other: public facts, no case.
partnerships = Table(
    "partnerships",
    metadata,
    Column("partnership", Integer, primary_key=True),
    Column("body", String, nullable=False),
)

# Cases on their way from one partnership to another. `told`: the side whose turn it is knows.
handovers = _table(
    "handovers",
    Column("key", String, primary_key=True),
    Column("target", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("body", String, nullable=False),
    Column("package", LargeBinary),
    Index("handovers_by_target", "target", "state"),
    Index("handovers_by_source", "partnership", "state"),
)

# What is shown of the partnership's work, counted by period as it happens; it names no case.
figures = _within(
    "figures",
    Column("period", String, primary_key=True),
    Column("figure", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("times", Integer, nullable=False),
)
