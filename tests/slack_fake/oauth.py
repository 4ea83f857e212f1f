"""OAuth as a person goes through it: they read what an app asks for, approve, and are sent back to it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.slack_fake.core import Core
from tests.slack_fake.wire import Answer, Wire
from tests.slack_fake.workspace import App, Code, Impossible, Installation, User

CODE_S = 10 * 60.0


class Approvals:
    """What a person does at slack.com/oauth/v2/authorize."""

    core: Core
    wire: Wire

    async def approve(
        self, user: User, install_url: str, cookies: dict[str, str] | None = None
    ) -> Answer:
        """Approves, and gives the answer of the app's redirect address, called with code and state.

        cookies are those that the app's own install page had set in this person's browser.
        """
        asked = _asked(install_url)
        app = self._app_of(asked)
        scopes = frozenset(asked["scope"].split(","))
        self.core.violated("oauth", [f"the app has no scope {one}" for one in scopes - app.scopes])
        return await self._back(asked, self._code(app, user, scopes, asked), cookies)

    async def declines(
        self, user: User, install_url: str, cookies: dict[str, str] | None = None
    ) -> Answer:
        """Does not approve, and is sent back with that."""
        asked = _asked(install_url)
        self._app_of(asked)
        return await self._back(asked, {"error": "access_denied"}, cookies)

    def _code(
        self, app: App, user: User, scopes: frozenset[str], asked: dict[str, str]
    ) -> dict[str, str]:
        world = self.core.world
        team = world.teams[user.team_id]
        bot = User(world.new_id("U"), team.id, f"bot-of-{app.id.lower()}", is_bot=True)
        code = world.new_id("code")
        world.codes[code] = Code(
            Installation(app, team, bot, scopes),
            asked.get("redirect_uri", ""),
            self.core.clock.now + CODE_S,
        )
        return {"code": code}

    def _app_of(self, asked: dict[str, str]) -> App:
        for app in self.core.world.apps.values():
            if app.client_id == asked.get("client_id"):
                return app
        raise Impossible("Slack shows: invalid client_id")

    async def _back(
        self, asked: dict[str, str], found: dict[str, str], cookies: dict[str, str] | None
    ) -> Answer:
        if not asked.get("state"):
            self.core.violated("oauth", ["the address carries no state"])
        query = found | {"state": asked.get("state", "")}
        return await self.wire.visit(asked["redirect_uri"], query, cookies or {})


def _asked(install_url: str) -> dict[str, str]:
    query = parse_qs(urlsplit(install_url).query)
    asked = {name: values[0] for name, values in query.items()}
    if not {"client_id", "scope", "redirect_uri"} <= set(asked):
        raise Impossible(f"the address asks only {sorted(asked)}")
    return asked
