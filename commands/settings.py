"""/confer settings: how the partnership runs, changed by two people, version by version."""

from __future__ import annotations

from itertools import pairwise

from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import GuardRefused, Unfit
from bot.fields import Who, may
from bot.partnership import agreements, choices
from bot.people import Duty, Person, SeatState
from bot.policies import access, legal, quorum
from bot.policies.access import listening
from bot.ports import Partnership
from bot.posts import SettingChanged
from bot.process import Profile
from bot.scene import Context
from bot.vocabulary.numbers import Day, Number
from bot.vocabulary.process import Act, Guard
from bot.vocabulary.public import SettingName
from bot.vocabulary.roles import Permission, Role


class SettingsArgs(Args):
    setting: SettingName | None = may("Which setting?")
    value: Sensitive[str] | None = may(
        "To what is it changed?",
        "Such as off, dk, full, 6,12 or tuesday 10:00.",
        plain=True,
        when=lambda given: bool(given.get("setting")),
    )
    note: Sensitive[str] | None = may(
        "The auditor's note: why, and what was weighed",
        plain=True,
        when=lambda given: given.get("setting") == SettingName.CHANNEL_LINE.code,
    )
    second: Who | None = may(
        "Who confirms it as the second person?", when=lambda given: bool(given.get("setting"))
    )


@command(
    "confer settings",
    Act.CHANGE_SETTINGS,
    permission=Permission.CHANGE_SETTINGS,
    examples=["confer settings", "confer settings channel_line value:off"],
)
async def settings(ctx: Context, args: SettingsArgs) -> Reply:
    """Clocks, words, channel line, batches, profiles, keeping times.

    Two people change one; legal profile, channel line and keeping times take coordinator and auditor.
    Without a setting it shows what is in force, and who changed it when.
    """
    access.require(ctx.actor, Permission.CHANGE_SETTINGS, ctx.scene)
    if args.setting is None:
        return await _shown(ctx)
    if args.value is None:
        raise Unfit("value", "To what is it changed?")
    text = " ".join(listening().open(args.value).split()).casefold()
    after = choices.fits(ctx.partnership, args.setting, text)
    _four_sectors(ctx, after.profile)
    if args.setting is SettingName.CHANNEL_LINE and args.note is None:
        raise Unfit(
            "note", "Switching the channel line takes a note by the auditor. What does it say?"
        )
    second = _second(ctx, args)
    before = await choices.read(ctx.unit, hold=True)
    version = len(before) + 1
    choice = choices.Choice(
        version=version,
        setting=args.setting,
        value=text,
        by=ctx.actor.no,
        second=second.no,
        at=ctx.now,
        note=listening().open(args.note) if args.note else "",
    )
    await choices.add(ctx.unit, choice, before)
    ctx.did(Act.CHANGE_SETTINGS, whom=second.no, setting=args.setting, version=Number(version))
    await _register(ctx, after)
    ctx.seats_posts.append(SettingChanged(setting=args.setting, version=Number(version)))
    return Reply.of("{setting} is changed: version {n}.", setting=args.setting, n=version)


async def _register(ctx: Context, after: Partnership) -> None:
    """Another law may bind by another kind of agreement: that is a row, and an entry of the audit."""
    if await agreements.note(ctx.unit, after, ctx.directory, ctx.today.date):
        kind = legal.agreement_kind(after)
        ctx.did(Act.CHANGE_SETTINGS, agreement=Number(after.agreement), kind=kind)


def _second(ctx: Context, args: SettingsArgs) -> Person:
    """Whoever confirmed it, and may. Raises Unfit, GuardRefused."""
    named = ctx.directory.people.get(args.second) if args.second else None
    if named is not None:
        held = [access.general_roles(one, ctx.scene) for one in (ctx.actor, named)]
        may_change = bool(held[1] & {Role.COORDINATOR, Role.AUDITOR}) and named.no != ctx.actor.no
        both = {Role.COORDINATOR, Role.AUDITOR} <= held[0] | held[1]
        if not may_change or (args.setting in choices.BOTH and not both):
            raise Unfit(
                "second",
                "This takes coordinator and auditor, or for smaller things two who run the process. Who?",
            )
    second = ctx.confirmed_by
    if second is None or named is None or second.no != named.no:
        raise GuardRefused(Guard.SECOND_PERSON)
    return second


def _four_sectors(ctx: Context, profile: str) -> None:
    """The full profile goes live only with its four core sectors. Raises Unfit."""
    if profile != Profile.FULL or ctx.partnership.profile == Profile.FULL:
        return
    live = [s.no for s in ctx.directory.seats.values() if s.permanent and s.state is SeatState.LIVE]
    if quorum.missing(live, ctx.directory, Profile.FULL):
        raise Unfit(
            "value",
            "The full profile needs live seats of municipality, police, social services and behavioural"
            " expertise. Admit them first with  /agency seat  or stay with light.",
        )


async def _shown(ctx: Context) -> Reply:
    here, law = ctx.partnership, legal.law_of(ctx.partnership)
    said = Reply.of("In force:")
    said = said.then("– process profile: {value}", value=Sensitive(here.profile))
    said = said.then("– legal profile: {value}", value=Sensitive(here.legal_profile))
    said = said.then(
        "   purpose: {purpose}; may a seat decline? {decline}; who speaks for lawfulness: {voice}",
        purpose=law.purpose,
        decline=law.decline,
        voice=law.voice,
    )
    said = said.then(
        "– channel line: {value}", value=Sensitive("on" if here.channel_line else "off")
    )
    said = said.then(
        "– keeping times, in months: {a} and {b}",
        a=here.keeping_not_taken_months,
        b=here.keeping_archived_months,
    )
    said = said.then(
        "– clocks, in hours: first answer {a}, first word of an owner {b}",
        a=here.first_answer_h,
        b=here.owner_response_h,
    )
    said = said.then("– batches: {value}", value=Sensitive(", ".join(here.batches)))
    said = said.then(
        "– many contacts: more than {a} by more than {b} agencies within {n} days (config.toml)",
        a=here.crowd_contacts,
        b=here.crowd_agencies,
        n=here.crowd_days,
    )
    said = said.join(_agreement(ctx)).join(await _agreements_before(ctx))
    return said.join(await _versions(ctx))


def _agreement(ctx: Context) -> Reply:
    """The register: version, kind, what it names, when it is looked at again, who signed it."""
    here = ctx.partnership
    signed = [
        seat.no
        for seat in ctx.directory.seats.values()
        if seat.agreed_on is not None
        and seat.state is not SeatState.ENDED
        and seat.agreement in {None, here.agreement}
    ]
    said = Reply.of(
        "Agreement {n}: {kind}. Signed by: {seats}",
        n=here.agreement,
        kind=legal.agreement_kind(here),
        seats=signed,
    )
    if here.agreement_purposes or here.agreement_data:
        said = said.then(
            "   It names: {purposes}; {data}",
            purposes=Sensitive(", ".join(here.agreement_purposes) or "every purpose"),
            data=Sensitive(", ".join(here.agreement_data) or "every kind of data"),
        )
    if here.agreement_review is not None:
        said = said.then("   To be looked at again by {day}", day=Day.of(here.agreement_review))
    return said


async def _agreements_before(ctx: Context) -> Reply:
    """Older rows of the register: what was agreed then, and who had signed it."""
    said = Reply(())
    rows = await agreements.read(ctx.unit)
    for row, after in pairwise(rows):
        said = said.then(
            "   Before, from {first} to {last}: agreement {n}, {kind}, signed by {seats}",
            first=Day.of(row.since),
            last=Day.of(after.since),
            n=row.version,
            kind=row.kind,
            seats=list(dict.fromkeys(one.seat for one in row.signed)),
        )
        if row.purposes or row.data:
            said = said.then(
                "   It named: {words}", words=Sensitive(", ".join((*row.purposes, *row.data)))
            )
    return said


async def _versions(ctx: Context) -> Reply:
    said = Reply(())
    for one in await choices.read(ctx.unit):
        said = said.then(
            "Version {n}: {setting} to {value}, {day}, by {name} and {second}",
            n=one.version,
            setting=one.setting,
            value=Sensitive(one.value),
            day=Day.of(one.at.date()),
            name=one.by,
            second=one.second,
        )
        audits = Duty.AUDITOR in ctx.actor.duties or ctx.runs_the_process
        if one.note and audits:
            said = said.then("   Note: {text}", text=Sensitive(one.note))
    return said
