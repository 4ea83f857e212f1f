"""The few sentences this adapter says of itself."""

from __future__ import annotations

from typing import Final, LiteralString

STRANGER: Final[LiteralString] = (
    "I only know the people of this partnership. If you should be one of them, ask its coordinator."
)
OUTSIDER: Final[LiteralString] = (
    "You come from another workspace, and I know nobody from there. If you have a seat here, its"
    " coordinator can link you."
)
NOT_KEPT: Final[LiteralString] = (
    "I cannot take that in right now. Nothing was kept; please try once more in a minute."
)
NOT_REMOVED: Final[LiteralString] = "I cannot remove your message there. Please remove it yourself."
FAILED: Final[LiteralString] = (
    "That did not work just now. Please look at what stands before you try again."
)
FILL_IN: Final[LiteralString] = "Fill in"
GO_ON: Final[LiteralString] = "There is a form to fill in:  /{command}"
WRITE_THERE: Final[LiteralString] = "Write it on Confer's page"
READ_THERE: Final[LiteralString] = "Read it on Confer's page"
WRITE_WHY: Final[LiteralString] = (
    "Your own words go on Confer's own page, so that Slack keeps none of them. The link is yours alone;"
    " it works once, for ten minutes."
)
READ_WHY: Final[LiteralString] = (
    "What you asked for is shown on Confer's own page, so that Slack keeps none of it. The link is yours"
    " alone; it works once, for ten minutes."
)
NO_PAGE: Final[LiteralString] = (
    "This needs Confer's own page, and none is set up here. Nothing is lost: ask the administrator, or"
    " go on in Matrix."
)
SKIP: Final[LiteralString] = "Skip"
SEND: Final[LiteralString] = "Go on"
CLOSE: Final[LiteralString] = "Later"
TOO_MANY: Final[LiteralString] = "There are more than fit here. Type instead:  /{command}"
CHOOSE: Final[LiteralString] = "Choose"
AS_TYPED: Final[LiteralString] = "As you would type it, such as @anna"
DATE_HINT: Final[LiteralString] = "Such as Tue 14:00, or 24 Dec 10:00; several with commas between"
NOT_FOR_TWO: Final[LiteralString] = "Please choose fewer."
FETCH: Final[LiteralString] = "Into my calendar"
