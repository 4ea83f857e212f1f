"""What kind of guest somebody is."""

from __future__ import annotations

from bot.vocabulary.base import CircleWord


class GuestKind(CircleWord):
    """Shown to the whole circle, the guest included."""

    VOICE = "voice", "voice of family or community"
    MENTOR = "mentor", "mentor"
    INTERPRETER = "interpreter", "interpreter"
    EXPERT = "expert", "expert"
    PARTNER = "partner", "partner with a service"
