"""What this adapter calls things in Slack's payloads: fixed words and random ids, and nothing else."""

from __future__ import annotations

from typing import Final

NAME: Final = "slack"

# Actions. A button's value is the random name that the core gave it (bot/ports/talks.py, button_name).
PRESS: Final = (
    "confer.press"  # a button of the core; its place is added, for ids differ in a message
)
BEGIN: Final = (
    "confer.begin"  # begins a command, or goes on with its form; the command's name is added
)
LINK: Final = "confer.link"  # a page's address; Slack reports the press, and nothing is to be done

FORM: Final = "confer.form"  # a modal that holds a form
PARCEL: Final = "confer_parcel"  # type of a message's metadata; the payload holds a random id

# Shortcuts: what Slack calls them, and the command each begins.
SHORTCUTS: Final = {"confer_raise": "concern new", "confer_progress": "plan progress"}
MESSAGE_SHORTCUTS: Final = {
    "confer_raise_here": "concern new",
    "confer_progress_here": "plan progress",
}


def begins(command: str, place: int = 0) -> str:
    """The action that begins this command: its name is a fixed word, and nothing else stands there."""
    return f"{BEGIN}.{place}:{command}"


def begun(action: str) -> str | None:
    """The command that an action begins; None where it is another action."""
    found, _, command = action.partition(":")
    return command if is_action(found, BEGIN) and command else None


def placed(action: str, place: int) -> str:
    """An action's id within one message, where each must be different."""
    return f"{action}.{place}"


def is_action(found: str, action: str) -> bool:
    return found == action or found.startswith(f"{action}.")
