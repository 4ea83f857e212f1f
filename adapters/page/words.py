"""What the pages say."""

from __future__ import annotations

from typing import Final, LiteralString

GONE: Final[LiteralString] = (
    "This link is too old, or it was used already. Ask for a new one in the chat."
)
GONE_KEPT: Final[LiteralString] = (
    "This link is too old, or it was used already. Nothing was sent. Your words are still below: copy"
    " them, and ask for a new link in the chat."
)
NOT_NOW: Final[LiteralString] = (
    "This cannot be kept right now. Nothing was sent, and your words are still below. Please try again"
    " in a minute."
)
TOO_LONG: Final[LiteralString] = (
    "That is longer than this page takes. Nothing was sent: go back, and send it in parts."
)
NOT_READ: Final[LiteralString] = "This could not be read. Nothing was sent: go back, and try again."
FAILED: Final[LiteralString] = "That did not work just now. Nothing was sent. Please try again."
KEPT: Final[LiteralString] = "Kept, and sealed."
GO_BACK: Final[LiteralString] = "Go back to the chat: the answer waits for you there."
LOOK: Final[LiteralString] = "Please look at what is marked below. Nothing was sent yet."
NEEDED: Final[LiteralString] = "This is needed."
OPTIONAL: Final[LiteralString] = "may stay empty"
WHERE: Final[LiteralString] = (
    "What you write here goes sealed into Confer, and not through the chat. The link is yours alone."
)
SEND: Final[LiteralString] = "Keep it"
SHOW_WHY: Final[LiteralString] = (
    "Sealed words are shown here once, to you alone. Look around first: who can see your screen?"
)
SHOW: Final[LiteralString] = "Show them now"
SHOWN: Final[LiteralString] = "Shown once. When you are done, close this page."
WRITE_TITLE: Final[LiteralString] = "Write in your own words"
READ_TITLE: Final[LiteralString] = "Read sealed words"
CASE: Final[LiteralString] = "On {case}"
