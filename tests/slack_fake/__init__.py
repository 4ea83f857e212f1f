"""A strict fake of Slack that speaks its wire protocol to the real slack-bolt and slack-sdk.

    async with FakeSlack() as slack:
        team = slack.team()
        app = slack.app("socket")
        bot = slack.install(app, team)
        ada = slack.user(team, "ada")
        room = slack.channel(team, "duty", [ada, bot.bot])
        ...                                      # start the app with base_url=slack.base_url
        answer = await slack.slash(ada, room, "/concern", "new")
        view = await slack.until(lambda: slack.modal(ada))
        await slack.submit(ada, view, {"topic": "alone"})
        assert slack.violations == []

It knows what Slack documents (docs.slack.dev, read 2026) and refuses the rest.
"""

from tests.slack_fake.core import Request
from tests.slack_fake.fake import SCOPES, FakeSlack
from tests.slack_fake.wire import Answer, signature
from tests.slack_fake.workspace import (
    App,
    Channel,
    Clock,
    Impossible,
    Installation,
    Message,
    Team,
    User,
    View,
)

__all__ = [
    "SCOPES",
    "Answer",
    "App",
    "Channel",
    "Clock",
    "FakeSlack",
    "Impossible",
    "Installation",
    "Message",
    "Request",
    "Team",
    "User",
    "View",
    "signature",
]
