"""What may stand in config.toml.

Each field's description says, to whoever mends the file, what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self
from urllib.parse import quote

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
)

from bot.config.kinds import (
    CLOCK,
    COUNT,
    DAY,
    FLAG,
    HOURS,
    LINE,
    SLUG,
    ZONE,
    AgeRecipient,
    ClockTime,
    Count,
    Country,
    Digits,
    Flag,
    Homeserver,
    Hours,
    KeyService,
    LogLevel,
    MatrixRoom,
    MatrixUser,
    OneLine,
    PublicAddress,
    SlackChannel,
    SlackTeam,
    SlackUser,
    Slug,
    WebAddress,
    WebPath,
    WebWord,
    Weekday,
    Zone,
    in_order,
    not_in_the_file,
    one_of,
)
from bot.disclosure import Sensitive
from bot.people import Duty, OnCall
from bot.process import Profile
from bot.vocabulary.concern import Area, Topic
from bot.vocabulary.law import AgreementKind, LegalProfile
from bot.vocabulary.people import Sector
from bot.vocabulary.public import Language
from bot.vocabulary.sharing import DataClass, Footing, Purpose

SQLITE: Final = "sqlite:///"


class Table(BaseModel):
    """A table of the file: nothing beyond its fields, and nothing changed once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ResidentsByAge(Table):
    """Residents of the partnership's area by age band, from public figures."""

    under_12: Count = Field(alias="u12", description=COUNT)
    from_12_to_15: Count = Field(alias="12_15", description=COUNT)
    from_16_to_17: Count = Field(alias="16_17", description=COUNT)
    from_18_to_24: Count = Field(alias="18_24", description=COUNT)
    from_25: Count = Field(alias="25_plus", description=COUNT)


class Partnership(Table):
    """Who works together, where, and by which rules."""

    key: Slug = Field(description=SLUG)
    number: Annotated[int, Field(strict=True, ge=1, le=999)] = Field(
        default=1, description="a whole number, 1 to 999"
    )
    name: OneLine = Field(description=LINE)
    language: Language = Field(description=one_of(Language))
    zone: Zone = Field(description=ZONE)
    country: Country = Field(description='a country of ISO 3166 in two capitals, such as "DK"')
    region: str | None = Field(
        default=None, description="the region's code of ISO 3166-2, for its public holidays"
    )
    process_profile: Profile = Field(description=one_of(Profile))
    legal_profile: LegalProfile = Field(description=one_of(LegalProfile))
    emergency_number: Digits = Field(description='digits in quotes, such as "112"')
    agreement_version: Annotated[int, Field(strict=True, ge=1)] = Field(
        description="a whole number, 1 or more"
    )
    footing: Footing | None = Field(default=None, description=one_of(Footing))
    purpose: Purpose = Field(default=Purpose.SUPPORT, description=one_of(Purpose))
    channel_line: Flag = Field(default=True, description=FLAG)
    batches: Annotated[
        tuple[ClockTime, ...], Field(min_length=1, max_length=24), AfterValidator(in_order)
    ] = Field(
        default=(time(8, 30), time(13, 0), time(16, 0)),
        description='times of day in quotes, such as ["08:30", "13:00"]',
    )
    keeping_not_taken_months: Annotated[int, Field(strict=True, ge=0, le=24)] = Field(
        description="a whole number of months, 0 to 24"
    )
    keeping_archived_months: Annotated[int, Field(strict=True, ge=0, le=60)] = Field(
        description="a whole number of months, 0 to 60"
    )
    agreement_kind: AgreementKind | None = Field(default=None, description=one_of(AgreementKind))
    agreement_review: date | None = Field(default=None, description=DAY)
    agreement_purposes: tuple[Purpose, ...] = Field(
        default=(), description=f"a list; each is {one_of(Purpose)}"
    )
    agreement_data: tuple[DataClass, ...] = Field(
        default=(), description=f"a list; each is {one_of(DataClass)}"
    )
    agreement_months: Annotated[int, Field(strict=True, ge=1, le=120)] | None = Field(
        default=None, description="a whole number of months, 1 to 120"
    )
    closed_days: tuple[date, ...] = Field(
        default=(), description="dates without quotes, such as [2026-12-24, 2026-12-31]"
    )
    residents: Annotated[int, Field(strict=True, ge=1)] = Field(
        description="how many people live in the area, a whole number"
    )
    residents_part: Count | None = Field(
        default=None, description="how many people live in the smallest part named, a whole number"
    )
    residents_by_age: ResidentsByAge | None = Field(
        default=None, description="a table with u12, 12_15, 16_17, 18_24 and 25_plus"
    )

    @property
    def resident_counts(self) -> Mapping[str, int]:
        """Residents by age band code, with "all" and, where it is known, "part_of"."""
        counts = {"all": self.residents}
        if self.residents_part is not None:
            counts["part_of"] = self.residents_part
        if self.residents_by_age is not None:
            counts.update(self.residents_by_age.model_dump(by_alias=True))
        return counts


class Clocks(Table):
    """Clocks that a partnership may set shorter than the default."""

    first_answer_hours: Hours = Field(default=24, description=HOURS)
    owner_response_hours: Hours = Field(default=24, description=HOURS)


class Crowding(Table):
    """When one family has too many contacts planned, by too many agencies, within some days."""

    contacts: Annotated[int, Field(strict=True, ge=1, le=20)] = Field(
        default=3, description="a whole number of contacts, 1 to 20"
    )
    agencies: Annotated[int, Field(strict=True, ge=1, le=20)] = Field(
        default=2, description="a whole number of agencies, 1 to 20"
    )
    days: Annotated[int, Field(strict=True, ge=2, le=60)] = Field(
        default=14, description="a whole number of days, 2 to 60"
    )


class SeatEntry(Table):
    """An agency's place. `agreement` is the day its agreement was signed; None: not signed yet.

    `closed_days`: its own, besides the partnership's.
    """

    key: Slug = Field(description=SLUG)
    name: OneLine = Field(description=LINE)
    sector: Sector = Field(description=one_of(Sector))
    permanent: Flag = Field(default=True, description=FLAG)
    agreement: date | None = Field(default=None, description=DAY)
    working_days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = Field(
        default=tuple(Weekday), description=f"a list; each is {one_of(Weekday)}"
    )
    closed_days: tuple[date, ...] = Field(
        default=(), description="dates without quotes, such as [2026-12-24, 2026-12-31]"
    )


class PersonEntry(Table):
    """Somebody the partnership knows. Language and zone: None is the partnership's own."""

    key: Slug = Field(description=SLUG)
    name: Sensitive[str] = Field(description="the name, in quotes")
    seat: Slug | None = Field(default=None, description="the key of one of the [[seats]]")
    duties: frozenset[Duty] = Field(
        default=frozenset(), description=f"a list; each is {one_of(Duty)}"
    )
    language: Language | None = Field(default=None, description=one_of(Language))
    zone: Zone | None = Field(default=None, description=ZONE)
    quiet_from: ClockTime = Field(default=time(18, 0), description=CLOCK)
    quiet_to: ClockTime = Field(default=time(8, 0), description=CLOCK)
    on_call: frozenset[OnCall] = Field(
        default=frozenset(), description=f"a list; each is {one_of(OnCall)}"
    )
    expert_on: frozenset[Topic] = Field(
        default=frozenset(), description=f"a list; each is {one_of(Topic)}"
    )
    speaks: frozenset[Language] = Field(
        default=frozenset(), description=f"a list; each is {one_of(Language)}"
    )
    covers: Area = Field(default=Area.PARTNERSHIP, description=one_of(Area))
    matrix: MatrixUser | None = Field(
        default=None, repr=False, description='a Matrix user, such as "@anna:example.org"'
    )
    slack: SlackUser | None = Field(
        default=None, repr=False, description='a Slack member number, such as "U012AB3CD"'
    )

    @property
    def accounts(self) -> Mapping[str, str]:
        """Platform to account, for the platforms this person uses."""
        named = {"matrix": self.matrix, "slack": self.slack}
        return {platform: account for platform, account in named.items() if account}


class KeyPlace(StrEnum):
    """Who keeps the master key: a file, the environment, systemd's credentials, or HashiCorp Vault."""

    FILE = "file"
    ENVIRONMENT = "environment"
    CREDENTIAL = "credential"
    VAULT = "vault"


class Storage(Table):
    """Where cases are kept. `master_key` comes from the environment only, and goes before the rest."""

    # The address may hold the password of a database.
    url: Annotated[str, StringConstraints(pattern=rf"^({re.escape(SQLITE)}|postgresql://)\S+$")] = (
        Field(
            default="sqlite:///confer.db",
            repr=False,
            description="sqlite:///FILE, or postgresql:// with user, host and database",
        )
    )
    password_file: Path | None = Field(
        default=None, description="the path of a file, in quotes, with the database's password"
    )
    master_key_from: KeyPlace = Field(default=KeyPlace.FILE, description=one_of(KeyPlace))
    master_key_file: Path = Field(
        default=Path("master.key"), description="the path of a file, in quotes"
    )
    audit_heads: Path = Field(
        default=Path("audit-heads.txt"), description="the path of a file, in quotes"
    )
    master_key: Annotated[SecretStr | None, BeforeValidator(not_in_the_file)] = Field(
        default=None,
        description="nothing here: the key stands in master_key_file, or in CONFER_MASTER_KEY",
    )

    def beside(self, folder: Path) -> Self:
        """The same, with relative paths taken from the folder."""
        url = self.url
        if url.startswith(SQLITE):
            url = f"{SQLITE}{folder / url.removeprefix(SQLITE)}"
        return self.model_copy(
            update={
                "url": url,
                "password_file": self.password_file and folder / self.password_file,
                "master_key_file": folder / self.master_key_file,
                "audit_heads": folder / self.audit_heads,
            }
        )


class Vault(Table):
    """HashiCorp Vault's transit engine, where it keeps the master key. Its token never stands here."""

    address: KeyService = Field(
        description='an https address, such as "https://vault.example.org:8200"'
    )
    mount: WebWord = Field(default="transit", description="letters, digits, - and _")
    key: WebWord = Field(default="confer", description="letters, digits, - and _")
    token_file: Path = Field(
        default=Path("vault.token"), description="the path of a file, in quotes"
    )
    wrapped_file: Path = Field(
        default=Path("master.wrapped"), description="the path of a file, in quotes"
    )

    def beside(self, folder: Path) -> Self:
        """The same, with relative paths taken from the folder."""
        paths = {"token_file": folder / self.token_file, "wrapped_file": folder / self.wrapped_file}
        return self.model_copy(update=paths)


class Backup(Table):
    """Where backups go, and who may read them: age's public keys. Their secret halves never stand here."""

    folder: Path = Field(default=Path("backups"), description="the path of a folder, in quotes")
    key_ring: Path = Field(default=Path("keyring.age"), description="the path of a file, in quotes")
    recipients: Annotated[tuple[AgeRecipient, ...], Field(min_length=1)] = Field(
        description='public keys of age, such as ["age1..."]'
    )

    def beside(self, folder: Path) -> Self:
        """The same, with relative paths taken from the folder."""
        paths = {"folder": folder / self.folder, "key_ring": folder / self.key_ring}
        return self.model_copy(update=paths)


class Matrix(Table):
    """The bot's account on a Matrix server. Its password and token never stand here."""

    homeserver: Homeserver = Field(
        description='the address of the server, such as "https://matrix.example.org"'
    )
    user: MatrixUser = Field(description='the bot\'s own user, such as "@confer:example.org"')
    device: Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,32}$")] = Field(
        default="CONFER", description="letters, digits, - and _"
    )
    seats_room: MatrixRoom = Field(
        description='the shared room of all seats, such as "#seats:example.org"'
    )
    store: Path = Field(default=Path("matrix-store"), description="the path of a folder, in quotes")
    describe_commands: bool = Field(default=True, description="true or false")

    def beside(self, folder: Path) -> Self:
        """The same, with relative paths taken from the folder."""
        return self.model_copy(update={"store": folder / self.store})


class SealedEntry(StrEnum):
    """Where a person's own words are written for Slack: on Confer's page, or in Slack's own modal."""

    PAGE = "page"
    MODAL = "modal"


class SlackMode(StrEnum):
    SOCKET = "socket"
    HTTP = "http"


class Slack(Table):
    """Confer on Slack. Its tokens and secrets never stand here: confer slack-login seals them."""

    mode: SlackMode = Field(default=SlackMode.SOCKET, description=one_of(SlackMode))
    seats_channels: Annotated[tuple[SlackChannel, ...], Field(min_length=1)] = Field(
        description='the numbers of the shared channels, such as ["C012AB3CD"]'
    )
    sealed_entry: SealedEntry = Field(default=SealedEntry.PAGE, description=one_of(SealedEntry))
    api_url: WebAddress = Field(
        default="https://slack.com/api/", description='an address, such as "https://slack.com/api/"'
    )
    events_path: WebPath = Field(
        default="/slack/events", description='a path, such as "/slack/events"'
    )
    workspaces: frozenset[SlackTeam] = Field(
        default=frozenset(), description='the numbers of workspaces, such as ["T012AB3CD"]'
    )
    token_rotation: Flag = Field(default=False, description=FLAG)


class Web(Table):
    """Where Confer's own pages are, and where Slack calls it. `public_url`: as browsers reach it."""

    public_url: PublicAddress = Field(
        description='an https address, such as "https://confer.example.org"'
    )
    host: OneLine = Field(default="127.0.0.1", description="an address of this machine")
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] = Field(
        default=8480, description="a port, 1 to 65535"
    )
    behind_proxy: Flag = Field(default=True, description=FLAG)


class Watch(Table):
    """Where /healthz, /readyz and /metrics are answered, for whoever runs the machine."""

    host: OneLine = Field(default="127.0.0.1", description="an address of this machine")
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] = Field(
        default=8481, description="a port, 1 to 65535"
    )


class Logs(Table):
    """How much Confer says of itself; other libraries speak from WARNING on, always."""

    level: LogLevel = Field(default=LogLevel.INFO, description=one_of(LogLevel))


_A_TIME: Final = 'a time of day in quotes, such as "10:00"'


class Rhythms(Table):
    """What comes round by the calendar: the month's meeting without cases, the coordinator's week, each day."""

    networking_weekday: Weekday = Field(default=Weekday.TUESDAY, description=one_of(Weekday))
    networking_at: ClockTime = Field(default=time(10), description=_A_TIME)
    digest_weekday: Weekday = Field(default=Weekday.MONDAY, description=one_of(Weekday))
    digest_at: ClockTime = Field(default=time(8, 30), description=_A_TIME)
    list_at: ClockTime = Field(default=time(8, 30), description=_A_TIME)
    list_always: Flag = Field(default=True, description=FLAG)


class GuardTable(Table):
    """What looks at the words that people type in shared places."""

    ner_model: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,60}$")] | None = Field(
        default=None, description='the name of an installed spaCy model, such as "en_core_web_sm"'
    )


class Settings(Table):
    """The whole of config.toml."""

    partnership: Partnership = Field(description="a table [partnership]")
    clocks: Clocks = Field(default=Clocks(), description="a table [clocks]")
    crowding: Crowding = Field(default=Crowding(), description="a table [crowding]")
    rhythms: Rhythms = Field(default=Rhythms(), description="a table [rhythms]")
    seats: tuple[SeatEntry, ...] = Field(
        min_length=1, description="a table [[seats]] for each agency"
    )
    people: tuple[PersonEntry, ...] = Field(
        min_length=1, description="a table [[people]] for each person"
    )
    storage: Storage = Field(default=Storage(), description="a table [storage]")
    vault: Vault | None = Field(default=None, description="a table [vault]")
    backup: Backup | None = Field(default=None, description="a table [backup]")
    matrix: Matrix | None = Field(default=None, description="a table [matrix]")
    slack: Slack | None = Field(default=None, description="a table [slack]")
    web: Web | None = Field(default=None, description="a table [web]")
    watch: Watch | None = Field(default=None, description="a table [watch]")
    guard: GuardTable = Field(default=GuardTable(), description="a table [guard]")
    logs: Logs = Field(default=Logs(), description="a table [logs]")

    def lacking(self, seat: SeatEntry) -> tuple[str, ...]:
        """What keeps a seat from being live: agreement, holder or deputy. Empty: it is live."""
        lacks = () if seat.agreement else ("agreement",)
        if not seat.permanent:
            return lacks
        there = {
            duty for person in self.people if person.seat == seat.key for duty in person.duties
        }
        return lacks + tuple(str(d) for d in (Duty.HOLDER, Duty.DEPUTY) if d not in there)

    def beside(self, folder: Path) -> Self:
        """The same, with relative paths taken from the folder."""
        placed = {
            "storage": self.storage.beside(folder),
            "matrix": self.matrix and self.matrix.beside(folder),
            "vault": self.vault and self.vault.beside(folder),
            "backup": self.backup and self.backup.beside(folder),
        }
        return self.model_copy(update=placed)

    def with_password(self, password: str) -> Self:
        """The same, with the database's password in its address."""
        user, _, rest = self.storage.url.partition("@")
        url = f"{user}:{quote(password, safe='')}@{rest}"
        return self.model_copy(update={"storage": self.storage.model_copy(update={"url": url})})

    def with_master_key(self, key: SecretStr) -> Self:
        storage = self.storage.model_copy(update={"master_key": key})
        return self.model_copy(update={"storage": storage})
