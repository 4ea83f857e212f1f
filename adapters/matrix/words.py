"""The few sentences this adapter says of itself."""

from __future__ import annotations

from typing import Final, LiteralString

USE_ENCRYPTED: Final[LiteralString] = (
    "This room is not encrypted, so I take nothing in here. Please go on in the room I invite you to."
)
STRANGER: Final[LiteralString] = (
    "I only know the people of this partnership. If you should be one of them, ask its coordinator."
)
SEND_AGAIN: Final[LiteralString] = "I could not read your last message. Please send it once more."
NOT_REMOVED: Final[LiteralString] = (
    "I may not remove your message there. Please remove it yourself."
)
NOT_NOW: Final[LiteralString] = (
    "That did not work just now. Please look at what stands before you try again."
)
DIRECT_ROOM: Final = "Confer"
