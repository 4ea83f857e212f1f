"""views.*: modals and Home tabs."""

from __future__ import annotations

from tests.slack_fake import checks, forms
from tests.slack_fake.call import Call
from tests.slack_fake.core import Core, Refused
from tests.slack_fake.workspace import Installation, Json, Trigger, View, World

DEEPEST = 3


def open_(call: Call) -> Json:
    content = checked(call.core, call.name, call.args["view"])
    trigger = _trigger(call)
    view = call.world.view(call.installation, trigger.user_id, content)
    _unique(call, view)
    stack = call.world.stack(trigger.user_id, call.installation.app.id)
    if trigger.view_id is None:
        stack.clear()
    push_on(stack, view)
    return {"view": as_sent(view, call.installation)}


def push(call: Call) -> Json:
    content = checked(call.core, call.name, call.args["view"])
    trigger = _trigger(call)
    stack = call.world.stack(trigger.user_id, call.installation.app.id)
    if trigger.view_id not in {one.id for one in stack}:
        raise Refused("not_found")
    view = call.world.view(call.installation, trigger.user_id, content)
    _unique(call, view)
    push_on(stack, view)
    return {"view": as_sent(view, call.installation)}


def update(call: Call) -> Json:
    if ("view_id" in call.args) == ("external_id" in call.args):
        raise Refused("invalid_arguments")
    content = checked(call.core, call.name, call.args["view"])
    view = _found(call)
    _same_hash(call, view)
    replace(view, content, call.world)
    return {"view": as_sent(view, call.installation)}


def publish(call: Call) -> Json:
    content = checked(call.core, call.name, call.args["view"], "home")
    user, installation = call.user("user_id"), call.installation
    key = (user.id, installation.app.id)
    home = call.world.homes.get(key)
    if home is None:
        home = call.world.homes[key] = call.world.view(installation, user.id, content)
    else:
        _same_hash(call, home)
        replace(home, content, call.world)
    return {"view": as_sent(home, installation)}


def as_sent(view: View, installation: Installation) -> Json:
    """A view as Slack gives it back: with its ids, and empty where the app said nothing."""
    empty: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "close": None}
    empty |= {"submit": None, "clear_on_close": False, "notify_on_close": False, "title": None}
    return (
        empty
        | view.content
        | {
            "id": view.id,
            "team_id": view.team_id,
            "app_id": view.app_id,
            "app_installed_team_id": installation.team.id,
            "bot_id": view.app_id.replace("A", "B", 1),
            "hash": view.hash,
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
            "state": {"values": forms.state(view.blocks, view.state)},
        }
    )


def checked(core: Core, what: str, content: Json, kind: str = "modal") -> Json:
    """The content if Slack would take it. Raises Refused."""
    core.must(what, checks.view(content, kind), "invalid_arguments")
    return content


def replace(view: View, content: Json, world: World) -> None:
    """What was filled in stays where the block ids stay the same."""
    view.content, view.hash = world.named(content), world.new_hash()
    kept = {one["block_id"] for one in view.blocks}
    view.state = {block: values for block, values in view.state.items() if block in kept}


def push_on(stack: list[View], view: View) -> None:
    """Raises Refused above the third view of a stack."""
    if len(stack) >= DEEPEST:
        raise Refused("push_limit_reached")
    if stack:
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)


def _trigger(call: Call) -> Trigger:
    """The trigger, used now. It is good for three seconds, and once."""
    trigger = call.world.triggers.get(call.args["trigger_id"])
    if trigger is None or trigger.app_id != call.installation.app.id:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if trigger.expires_at <= call.core.clock.now:
        raise Refused("expired_trigger_id")
    trigger.used = True
    return trigger


def _found(call: Call) -> View:
    app_id = call.installation.app.id
    views = [one for stack in call.world.stacks.values() for one in stack]
    for view in [*views, *call.world.homes.values()]:
        by_id = call.args.get("view_id") == view.id
        by_name = call.args.get("external_id") == view.content.get("external_id", "")
        if view.app_id == app_id and (by_id or by_name):
            return view
    raise Refused("not_found")


def _same_hash(call: Call, view: View) -> None:
    if call.args.get("hash", view.hash) != view.hash:
        raise Refused("hash_conflict")


def _unique(call: Call, view: View) -> None:
    name = view.content.get("external_id")
    open_now = [one for stack in call.world.stacks.values() for one in stack]
    if name and any(one.content.get("external_id") == name for one in open_now):
        raise Refused("duplicate_external_id")
