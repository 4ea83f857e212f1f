"""A clock that nobody turns back: a guest whose time is over, an old link or code stays over.

While the machine's clock stands before a moment that was seen already, time goes on from that moment, as
fast as time passes. So no ping is late, and nothing that ended comes alive again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

SLACK: Final = timedelta(minutes=2)  # a correction over the network; more than that is told


class SteadyClock:
    """Fits bot.ports.Clock. `wall` reads the machine's clock, `elapsed` counts seconds and never goes back.

    `told_back` is called once each time the clock was set back by more than SLACK.
    """

    def __init__(
        self,
        wall: Callable[[], datetime],
        elapsed: Callable[[], float],
        told_back: Callable[[datetime], None] = lambda _at: None,
    ) -> None:
        self._wall = wall
        self._elapsed = elapsed
        self.told_back = told_back
        self._base = wall()
        self._since = elapsed()
        self._behind = False

    def now(self) -> datetime:
        going = self._base + timedelta(seconds=self._elapsed() - self._since)
        read = self._wall()
        behind = read < going - SLACK
        if behind and not self._behind:
            self.told_back(going)
        self._behind = behind
        if read >= going:
            self._base, self._since = read, self._elapsed()
        return max(read, going)

    def not_before(self, moment: datetime) -> None:
        """This moment was seen already, by an earlier program."""
        if moment > self.now():
            self._base, self._since = moment, self._elapsed()
            self.now()
