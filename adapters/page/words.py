"""What the pages say."""

from __future__ import annotations

from typing import Final, LiteralString

GONE: Final[LiteralString] = (
    "This link is too old or was used already. Ask for a new one in the chat."
)
GONE_KEPT: Final[LiteralString] = (
    "This link is too old or was used. Nothing was sent. Your words are still below: copy them, and ask"
    " for a new link in the chat."
)
NOT_OPEN: Final[LiteralString] = (
    "This page cannot be opened right now. Please try again in a minute."
)
NOT_NOW: Final[LiteralString] = (
    "This cannot be kept right now. Nothing was sent, and your words are still below. Please try again"
    " in a minute."
)
TOO_LONG: Final[LiteralString] = "That is longer than this page takes. Nothing was sent."
SHORTER: Final[LiteralString] = (
    "That is longer than fits, which is 10,000 characters. Keep a part of it now, and add the rest"
    " later: cut it from here, and put it aside."
)
NO_FORM: Final[LiteralString] = "That did not come from a form of Confer. Nothing was sent."
UNCLEAR: Final[LiteralString] = "That could not be read as text. Nothing was sent."
TOO_SLOW: Final[LiteralString] = "That took too long to arrive. Nothing was sent. Please try again."
NO_WAY: Final[LiteralString] = "A page of Confer is only opened or sent in."
TOO_MANY: Final[LiteralString] = (
    "Too many pages were asked for from where you are. Your link stays good: please try again in a minute."
)
TOO_MANY_KEPT: Final[LiteralString] = (
    "Too many pages were asked for from where you are. Nothing was sent, and your words are still below."
    " Please try again in a minute."
)
FOREIGN: Final[LiteralString] = (
    "That form was sent from another site, so nothing of it was taken in. Open your link from the chat again."
)
FAILED: Final[LiteralString] = "That did not work just now. Please try again in a minute."
FAILED_KEPT: Final[LiteralString] = (
    "That did not work just now. Your words are still below. Please try again in a minute."
)
UNREAD: Final[LiteralString] = "I could not read that, so please once more."
KEPT: Final[LiteralString] = "Kept, sealed."
GO_BACK: Final[LiteralString] = "Go back to the chat: the answer waits for you there."
LOOK: Final[LiteralString] = (
    "Nothing was sent yet. Please look at what is marked; your words are still there."
)
NEEDED: Final[LiteralString] = "This cannot stay empty."
REQUIRED: Final[LiteralString] = "needed"
OPTIONAL: Final[LiteralString] = "may stay empty"
YOURS: Final[LiteralString] = "Your words"
WHERE: Final[LiteralString] = (
    "What you write here goes sealed into Confer, and not through the chat. This page is for you alone:"
    " it works once, for ten minutes."
)
SEND: Final[LiteralString] = "Keep it, sealed"
AGAIN: Final[LiteralString] = "Try again"
SHOW_WHY: Final[LiteralString] = (
    "Sealed words are shown here once, to you alone. Look around first: who can see your screen?"
)
SHOW: Final[LiteralString] = "Show it now"
SHOWN: Final[LiteralString] = (
    "Shown once, for ten minutes at most. When you have read it, close this page."
)
WRITE_TITLE: Final[LiteralString] = "In your own words"
FETCH: Final[LiteralString] = "Save the file"
READ_TITLE: Final[LiteralString] = "Read sealed words"
SHOWN_TITLE: Final[LiteralString] = "Sealed words"
CASE: Final[LiteralString] = "On {case}"
