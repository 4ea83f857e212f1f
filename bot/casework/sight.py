"""The cases in one person's sight, and what is open to that person on them now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from bot.case import SHOWS_PAUSE, Case
from bot.casework.planning import may_log
from bot.command import AnyCommand
from bot.errors import Unsound
from bot.form import form
from bot.policies import access
from bot.process import OVERLAYS
from bot.scene import Context
from bot.vocabulary.process import Act, State

MOST: Final = 20  # of the newest a person has part in, and of the newest there are

# Work that is open whatever the state, and leads on only in these: elsewhere it is not proposed.
LEADS_ON: Final[Mapping[Act, frozenset[State]]] = {
    Act.ANSWER_CLOSING: frozenset({State.CLOSING}),
    Act.GIVE_JUDGEMENT: frozenset({State.ASSESSING}),
    Act.CHANGE_CIRCLE: SHOWS_PAUSE | {State.SCREENING},
    Act.SEND_FEEDBACK: SHOWS_PAUSE | {State.FOLLOW_UP, State.NOT_TAKEN},
    **dict.fromkeys(
        (
            Act.ASK_INFO,
            Act.ESCALATE,
            Act.INVITE_GUEST,
            Act.RENEW_GUEST,
            Act.END_GUEST,
            Act.NOMINATE_OWNER,
            Act.ASSENT_OWNER,
            Act.WRITE_PLAN,
            Act.LOG_PROGRESS,
            Act.PLAN_VISIT,
            Act.LOG_VISIT,
        ),
        SHOWS_PAUSE,
    ),
    **{row.clear: frozenset(row.within) for row in OVERLAYS.values()},
}


async def cases(ctx: Context) -> Sequence[Case]:
    """Those this person has part in; and where the newest of all may concern them, those too."""
    found = list(await ctx.unit.cases.lines(party=ctx.actor.no, limit=MOST))
    if ctx.sees_all:
        found += await ctx.unit.cases.lines(party=None, limit=MOST)
    newest = sorted(found, key=lambda row: row.raised, reverse=True)
    ids = list(dict.fromkeys(row.id for row in newest))
    await ctx.unit.cases.fetch(ids)
    seen: list[Case] = []
    for id in ids:
        with suppress(Unsound):  # said, and written down, where somebody asks for that case
            seen.append(await ctx.unit.cases.by_id(id))
    return seen


def fits(command: AnyCommand, case: Case, ctx: Context) -> bool:
    """Whether the command is open to this person on this case, in its state. Guards are not asked."""
    if not in_its_states(command, case):
        return False
    if command.acts:
        return any(_leads_on(act, case, ctx) and ctx.may(act, case) for act in command.acts)
    return access.allowed(ctx.actor, command.permission, case, ctx.scene)


async def is_open(command: AnyCommand, here: Sequence[Case], ctx: Context, *, drafts: bool) -> bool:
    """Whether a command leads anywhere: on one of these cases, or by a role this person has now where it
    names no case. `drafts`: whether they have one."""
    if any(field.name == "ref" and field.required for field in form(command)):
        return any(fits(command, case, ctx) for case in here)
    if not drafts and command.acts == (Act.DROP,):
        return False
    if command.permission not in access.open_to(ctx.actor, here, ctx.scene):
        return False
    return bool(await command.args.matters(ctx))


def in_its_states(command: AnyCommand, case: Case) -> bool:
    return not command.args.WITHIN or case.state in command.args.WITHIN


def _leads_on(act: Act, case: Case, ctx: Context) -> bool:
    needs = _NEEDS.get(act)
    if needs is not None and not needs(case, ctx):
        return False
    return act not in LEADS_ON or case.state in LEADS_ON[act]


def is_nominated(case: Case, ctx: Context) -> bool:
    return case.facts.nominee is not None and case.facts.nominee.person == ctx.actor.no


def _may_nominate(case: Case, ctx: Context) -> bool:
    """Whoever runs the process may always name another; in full the circle does where nobody owns it yet."""
    free = case.facts.owner is None or case.facts.owner.interim
    return ctx.runs_the_process or (free and not ctx.is_light)


# What there must be on the case for an act to be about.
_NEEDS: Final[Mapping[Act, Callable[[Case, Context], bool]]] = {
    Act.LOG_PROGRESS: lambda case, ctx: any(
        may_log(ctx, case, action) for action in case.facts.plan.actions
    ),
    Act.ESCALATE: lambda case, _ctx: case.owner is not None,
    Act.END_GUEST: lambda case, ctx: bool(case.live_guests(ctx.now)),
    Act.RENEW_GUEST: lambda case, _ctx: bool(case.facts.guests),
    Act.NOMINATE_OWNER: _may_nominate,
    Act.ASSENT_OWNER: lambda case, _ctx: case.facts.nominee is not None,
    Act.ACCEPT_OWNER: is_nominated,
}
