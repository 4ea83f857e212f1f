"""Playing by hand: any role, with completion and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory

from adapters.console.demo import show_step
from adapters.console.play import Player
from adapters.console.scenario import Crash, Says, ScenarioWrong, parse
from adapters.console.show import Screen
from bot.command import AnyCommand
from bot.errors import ConferError, NotFound
from bot.form import Field, Kind, form
from bot.policies import access
from bot.policies.access import Scene
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission
from bot.wired import House

HELP: Final = """as nurse        play somebody else: {names}
/concern new    any command; a form asks for what it needs
1  or  word     answers the question that is open; [Open] presses a button
in seats: …     type where all seats read
wait 24h        move the clock
crash           throw memory away and open the house again
help, quit      Tab completes, the arrow keys bring back what was typed"""


class Words(Completer):
    """Completes commands, argument names, and the set words of the argument at the cursor.

    `refs` are the names of the cases that whoever is played may know of, the oldest first; the list may change.
    """

    def __init__(
        self, commands: Mapping[str, AnyCommand], names: Iterable[str], refs: Sequence[str]
    ) -> None:
        self._commands = commands
        self._names = sorted(names)
        self._refs = refs

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        del complete_event
        text = document.text_before_cursor.lstrip()
        part = text.rpartition(" ")[2]
        for word in self._fitting(text):
            wanted = part.rpartition(":")[2].rpartition(",")[2] if ":" in part else part
            if word.startswith(wanted):
                yield Completion(word, start_position=-len(wanted))

    def _fitting(self, text: str) -> Iterable[str]:
        if text.startswith("as "):
            return self._names
        if not text.startswith("/"):
            return ["as ", "in seats: ", "wait 24h", "crash", "help", "quit", "/"]
        words = text[1:].split(" ")
        command = self._commands.get(" ".join(words[:2]))
        if command is None or len(words) < 3:
            return (
                [f"/{name}" for name in self._commands] if len(words) == 1 else self._subs(words[0])
            )
        return self._arguments(command, words[-1])

    def _subs(self, group: str) -> list[str]:
        return [command.sub for command in self._commands.values() if command.group == group]

    def _arguments(self, command: AnyCommand, word: str) -> list[str]:
        name, colon, _value = word.partition(":")
        for field in form(command):
            if colon and field.name == name:
                return self._values(field)
        said = [f"{field.name}:" for field in form(command)]
        takes_ref = any(field.kind is Kind.REF for field in form(command))
        return [*(reversed(self._refs) if takes_ref else ()), *said]

    def _values(self, field: Field) -> list[str]:
        if field.words:
            return [word.code for word in field.words]
        match field.kind:
            case Kind.REF | Kind.REFS:
                return list(reversed(self._refs))
            case Kind.PERSON:
                return [f"@{name}" for name in self._names]
            case Kind.YES_NO:
                return ["yes", "no"]
            case _:
                return []


async def reached(house: House, who: str, refs: Iterable[str]) -> list[str]:
    """The cases among these of which this person may know, in their order."""
    found: list[str] = []
    async with house.unit() as unit:
        directory = await unit.people.directory()
        person = directory.by_key(who)
        scene = Scene(directory=directory, partnership=house.partnership, now=house.clock.now())
        if person is None:
            return found
        for ref in refs:
            with suppress(NotFound):
                case = await unit.cases.get(CaseRef.parse(ref))
                access.check(person, Permission.SEE_CASE_EXISTS, case, scene)
                found.append(ref)
    return found


class Table:
    """Who plays now, and what was typed."""

    def __init__(self, player: Player, screen: Screen, names: frozenset[str]) -> None:
        self._player = player
        self._screen = screen
        self._names = names
        self._refs: list[str] = []
        self.role = "nurse"

    async def run(self) -> None:
        """Until quit, Ctrl-C or Ctrl-D."""
        session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=Words(self._player.house.commands, self._names, self._refs),
            complete_while_typing=False,
        )
        self._screen.note(HELP.format(names=", ".join(sorted(self._names))))
        while True:
            self._refs[:] = await reached(self._player.house, self.role, self._player.refs)
            try:
                typed = await session.prompt_async(f"{self.role} › ")
            except (EOFError, KeyboardInterrupt):
                return
            if typed.strip() in {"quit", "exit"}:
                return
            await self._typed(typed.strip())

    async def _typed(self, typed: str) -> None:
        if not typed:
            return
        if typed in {"help", "?"}:
            self._screen.note(HELP.format(names=", ".join(sorted(self._names))))
            return
        if typed.startswith("as "):
            self._as(typed.removeprefix("as ").strip().casefold())
            return
        try:
            await self._step(typed)
        except ScenarioWrong as wrong:
            self._screen.note(f"Not done: {wrong.why}.")
        except ConferError as trouble:
            self._screen.note(str(trouble))

    def _as(self, name: str) -> None:
        if name in self._names:
            self.role = name
        else:
            self._screen.note(
                f"Nobody here is called that. There are: {', '.join(sorted(self._names))}"
            )

    async def _step(self, typed: str) -> None:
        if typed == "crash":
            await show_step(self._player, self._screen, Crash(1))
        elif typed == "wait" or typed.startswith("wait "):
            await show_step(self._player, self._screen, parse(typed, self._names)[0])
        else:
            place, words = "private", typed
            if typed.startswith("in seats:"):
                place, words = "seats", typed.removeprefix("in seats:").strip()
            await self._player.step(Says(1, self.role, place, words))
            self._screen.flush()
