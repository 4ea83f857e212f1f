"""What one setting asks of another: duties, seats and numbers that must fit together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from typing import Final

from holidays import list_supported_countries

from bot.config.faults import Fault
from bot.config.shape import KeyPlace, PersonEntry, SealedEntry, Settings, SlackMode
from bot.people import Duty, OnCall
from bot.policies import neutral
from bot.policies.quorum import BEHAVIOUR, CARE
from bot.process import Profile
from bot.vocabulary.people import Sector

FULL: Final = (Sector.MUNICIPALITY, Sector.POLICE, Sector.SOCIAL)
RUNS_IT: Final = frozenset({Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR})
SEATED: Final = (Duty.HOLDER, Duty.DEPUTY, Duty.STAFF, Duty.POLICE_CONTACT)


def check(settings: Settings) -> Iterator[Fault]:
    """Everything that is wrong between settings which are each right."""
    yield from _neutral(settings)
    yield from _region(settings)
    yield from _residents(settings)
    yield from _crowding(settings)
    yield from _keys(settings)
    yield from _seats(settings)
    for index, person in enumerate(settings.people):
        yield from _person(index, person, settings)
    for duty in (Duty.COORDINATOR, Duty.DEPUTY_COORDINATOR):
        yield from _exactly_one(duty, settings)
    yield from _weekends(settings)
    yield from _apart(settings)
    yield from _web(settings)
    yield from _keeping(settings)
    yield from _guard(settings)


def seats_lacking(profile: Profile, sectors: Collection[Sector], *, seated: bool) -> str | None:
    """What a profile misses among the permanent seats. `seated`: the coordinator has a seat."""
    if profile is Profile.LIGHT:
        if not (seated or Sector.MUNICIPALITY in sectors):
            return "the light profile needs a seat of the municipality or of the coordinator"
        if CARE.isdisjoint(sectors):
            return "the light profile needs one care profession: social, health or mental_health"
        return None
    if missing := [sector.code for sector in FULL if sector not in sectors]:
        return f"the full profile also needs a seat of {' and '.join(missing)}"
    if BEHAVIOUR.isdisjoint(sectors):
        return "the full profile needs a seat of health, mental_health or education"
    return None


NEUTRAL: Final = (
    "names a theme or labels people; take a neutral name, such as that of the place: all read it"
)


def _neutral(settings: Settings) -> Iterator[Fault]:
    """Names that all read say nothing of a theme: the partnership's, and its shared room's."""
    here = settings.partnership
    named = {("partnership", "key"): here.key, ("partnership", "name"): here.name}
    if settings.matrix is not None:
        named["matrix", "seats_room"] = settings.matrix.seats_room.partition(":")[0]
    for place, name in named.items():
        if neutral.labels(name):
            yield Fault(place, NEUTRAL)


def _region(settings: Settings) -> Iterator[Fault]:
    here = settings.partnership
    known: Mapping[str, list[str]] = list_supported_countries()
    if here.region is not None and here.region not in known.get(here.country, []):
        which = ", ".join(known.get(here.country, [])) or "none for this country"
        yield Fault(("partnership", "region"), f"unknown region; holidays are known for: {which}")


def _residents(settings: Settings) -> Iterator[Fault]:
    here = settings.partnership
    if (here.residents_part or 0) > here.residents:
        yield Fault(("partnership", "residents_part"), "a part has more residents than the whole")
    counts = here.resident_counts
    if sum(counts.values()) - counts["all"] - counts.get("part_of", 0) > here.residents:
        place = ("partnership", "residents_by_age")
        yield Fault(place, "the ages together are more than residents")


def _crowding(settings: Settings) -> Iterator[Fault]:
    said = settings.crowding
    if said.agencies > said.contacts:
        says = "is more than contacts; each agency has one contact at least"
        yield Fault(("crowding", "agencies"), says)


def _keys(settings: Settings) -> Iterator[Fault]:
    for index in _again(seat.key for seat in settings.seats):
        yield Fault(("seats", index, "key"), "this key stands twice; each seat has its own")
    for index in _again(person.key for person in settings.people):
        yield Fault(("people", index, "key"), "this key stands twice; each person has their own")
    for platform in ("matrix", "slack"):
        for index in _again(person.accounts.get(platform) for person in settings.people):
            yield Fault(("people", index, platform), "this account belongs to somebody else here")


def _again(values: Iterable[Hashable]) -> Iterator[int]:
    """Where a value stands that stood before; None may stand again."""
    seen = Counter[Hashable]()
    for index, value in enumerate(values):
        if value is not None and seen[value]:
            yield index
        seen[value] += 1


def _seats(settings: Settings) -> Iterator[Fault]:
    seated = any(p.seat for p in settings.people if Duty.COORDINATOR in p.duties)
    sectors = {seat.sector for seat in settings.seats if seat.permanent}
    profile = settings.partnership.process_profile
    if lack := seats_lacking(profile, sectors, seated=seated):
        yield Fault(("seats",), lack)


def _person(index: int, person: PersonEntry, settings: Settings) -> Iterator[Fault]:
    if person.seat is not None and person.seat not in {seat.key for seat in settings.seats}:
        yield Fault(("people", index, "seat"), "no seat has this key")
    if Duty.ADMINISTRATOR in person.duties:
        if person.seat is not None:
            yield Fault(("people", index, "seat"), "an administrator has no seat")
        if len(person.duties) > 1:
            yield Fault(("people", index, "duties"), "an administrator has no other duty")
    elif person.seat is None and (duty := next((d for d in SEATED if d in person.duties), None)):
        yield Fault(("people", index, "seat"), f"is missing; a {duty} speaks for a seat")


def _exactly_one(duty: Duty, settings: Settings) -> Iterator[Fault]:
    having = [index for index, person in enumerate(settings.people) if duty in person.duties]
    if not having:
        yield Fault(("people",), f"nobody has the duty {duty}; exactly one person must")
    for index in having[1:]:
        yield Fault(("people", index, "duties"), f"there is a {duty} already; only one may be")


def _weekends(settings: Settings) -> Iterator[Fault]:
    run_it = [person for person in settings.people if person.duties & RUNS_IT]
    if run_it and not any(OnCall.WEEKENDS in person.on_call for person in run_it):
        index = settings.people.index(run_it[0])
        says = 'coordinator or deputy must be on call at weekends: on_call = ["weekends"]'
        yield Fault(("people", index, "on_call"), says)


def _apart(settings: Settings) -> Iterator[Fault]:
    police = {p.seat for p in settings.people if p.seat and Duty.POLICE_CONTACT in p.duties}
    for index, person in enumerate(settings.people):
        if Duty.COORDINATOR in person.duties and person.seat in police:
            says = "the coordinator may not be of the police contact's agency"
            yield Fault(("people", index, "seat"), says)


def _web(settings: Settings) -> Iterator[Fault]:
    """What of Slack needs an address at which Confer is reached."""
    slack = settings.slack
    if slack is None or settings.web is not None:
        return
    if slack.mode is SlackMode.HTTP:
        yield Fault(("slack", "mode"), "http needs a [web] table, for Slack calls Confer there")
    if slack.sealed_entry is SealedEntry.PAGE:
        says = "page needs a [web] table, where Confer's own page is"
        yield Fault(("slack", "sealed_entry"), says)
    if slack.workspaces:
        yield Fault(("slack", "workspaces"), "installing in many needs a [web] table")


_USER_ALONE: Final = re.compile(r"postgresql://[^:@/]+@")


def _keeping(settings: Settings) -> Iterator[Fault]:
    kept = settings.storage
    if kept.password_file is not None and not _USER_ALONE.match(kept.url):
        says = "needs a url of the form postgresql://user@host/database, without a password in it"
        yield Fault(("storage", "password_file"), says)
    if settings.storage.master_key_from is KeyPlace.VAULT and settings.vault is None:
        says = "vault needs a [vault] table, which says where it is"
        yield Fault(("storage", "master_key_from"), says)
    backup = settings.backup
    if backup is not None and backup.key_ring.is_relative_to(backup.folder):
        says = "must lie outside of folder: a backup and the keys to it are kept apart"
        yield Fault(("backup", "key_ring"), says)


def _guard(settings: Settings) -> Iterator[Fault]:
    model = settings.guard.ner_model
    if model is not None and find_spec(model) is None:
        says = (
            f"no model of this name is installed; install it with  python -m spacy download {model}"
        )
        yield Fault(("guard", "ner_model"), f"{says}  or leave the line out")
