"""A command without storage: from the typed line to the words of the answer."""

from __future__ import annotations

from pathlib import Path

from bot import wording
from bot.conversation import line
from bot.scene import Context
from storage import migrate
from tests.bench.measure import median_s
from tests.house import Talks


async def help_us(folder: Path) -> float:
    """`/confer help topic:guest`, read, allowed, run and worded."""
    empty = folder / "empty.db"
    await migrate(f"sqlite:///{empty}")
    (folder / "help").mkdir()
    talks = Talks(folder / "help", empty)
    await talks.open()
    house = talks.player.house
    async with house.unit() as unit:
        directory = await unit.people.directory()
        person = directory.by_key("nurse")
        assert person is not None
        context = Context(
            actor=person,
            now=house.clock.now(),
            unit=unit,
            directory=directory,
            partnership=house.partnership,
            commands=house.commands,
        )
        ear = house.ear(directory, person)
        from bot.form import Reader
        from bot.vocabulary.numbers import Day

        reader = Reader(
            language="en",
            directory=directory,
            today=Day.of(house.clock.now().date()),
            zone=person.zone,
        )

        async def once() -> None:
            typed = line.find("/confer help topic:guest", house.commands)
            assert typed.command is not None
            given = line.spread(typed.command, typed.rest, reader).given
            reply = await typed.command.run(context, typed.command.read(given))
            wording.reply(reply, ear)

        took = await median_s(once, 300)
    await talks.close()
    return took * 1e6
