"""users.*, team.info and auth.test: who is who."""

from __future__ import annotations

from tests.slack_fake.call import Call
from tests.slack_fake.core import Refused
from tests.slack_fake.workspace import Json, User


def test(call: Call) -> Json:
    installation = call.installation
    team, bot = installation.team, installation.bot
    found: Json = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.domain,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": installation.app.id.replace("A", "B", 1),
        "is_enterprise_install": False,
    }
    return found | ({"enterprise_id": team.enterprise_id} if team.enterprise_id else {})


def info(call: Call) -> Json:
    return {"user": as_listed(call.user(), call)}


def list_(call: Call) -> Json:
    people = [as_listed(one, call) for one in call.world.users.values() if call.knows(one)]
    found, more = call.page(people)
    return {"members": found} | more


def by_email(call: Call) -> Json:
    for user in call.world.users.values():
        if user.email == call.args["email"] and call.knows(user) and not user.deleted:
            return {"user": as_listed(user, call)}
    raise Refused("users_not_found")


def team(call: Call) -> Json:
    own = call.installation.team
    return {"team": {"id": own.id, "name": own.domain, "domain": own.domain}}


def as_listed(user: User, call: Call) -> Json:
    """A person as the bot is shown them: of a stranger, and of their address, only what it may know."""
    own = call.installation.team.id
    profile: Json = {"real_name": user.name, "display_name": user.name}
    if "users:read.email" in call.installation.scopes and user.team_id == own:
        profile["email"] = user.email
    found: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "real_name": user.name,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_stranger": user.team_id != own,
        "tz": user.tz,
        "profile": profile,
    }
    return found | ({"locale": user.locale} if call.args.get("include_locale") else {})
