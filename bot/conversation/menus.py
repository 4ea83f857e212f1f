"""A bare group of commands: what of it leads anywhere for this person now."""

from __future__ import annotations

from bot.casework import sight
from bot.conversation.line import Typed
from bot.policies import access
from bot.scene import Context


def knows(ctx: Context, name: str) -> bool:
    """Whether a command may be proposed to this person."""
    command = ctx.commands[name]
    return not command.hidden and access.knows(ctx.actor, command.permission, ctx.scene)


async def menu(ctx: Context, group: str) -> tuple[str, ...]:
    """Names of commands: each leads to a question or an answer, none to a refusal."""
    here = await sight.cases(ctx)
    drafts = await ctx.unit.cases.draft_of(ctx.actor.no) is not None
    known = [name for name, one in ctx.commands.items() if one.group == group and knows(ctx, name)]
    return tuple(
        [
            name
            for name in known
            if await sight.is_open(ctx.commands[name], here, ctx, drafts=drafts)
        ]
    )


async def opened(ctx: Context, typed: Typed) -> Typed:
    """A bare group opens its menu, or the one command that is left of it; what else was typed stays as it is.

    So does a group whose usual command is not for this person.
    """
    group = typed.group
    if typed.command is not None and typed.bare and not knows(ctx, typed.command.name):
        group = typed.command.group
    if group is None or typed.rest:
        return typed
    names = await menu(ctx, group)
    if len(names) == 1:
        return Typed(command=ctx.commands[names[0]])
    return Typed(command=None, group=group) if names else typed
