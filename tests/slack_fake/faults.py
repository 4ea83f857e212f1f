"""What goes wrong on demand, between Slack and the app."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tests.slack_fake.workspace import Json

How: TypeAlias = Literal["status", "reset"]


@dataclass
class Fault:
    """One thing that will go wrong with a call of the Web API, a number of times.

    status: the HTTP status sent instead of an answer, 0 for none. error: an error code of Slack's.
    after_effect: the call is done, and only its answer is lost. channel is None for all channels.
    """

    method: str
    channel: str | None = None
    times: int = 1
    status: int = 0
    error: str = ""
    retry_after_s: int = 0
    reset: bool = False
    after_effect: bool = False
    slow_s: float = 0.0

    def meets(self, method: str, args: Json) -> bool:
        here = self.channel is None or self.channel == args.get("channel")
        return self.times > 0 and here and self.method in {method, "*"}


@dataclass
class Faults:
    """Says what goes wrong next. A method is named as in the Web API; "*" stands for all.

    An answer to a response_url goes by the name "response_url".
    """

    coming: list[Fault] = field(default_factory=list[Fault])
    everything_down: bool = False
    lost_acks: int = 0
    doubled_events: int = 0

    def limits(
        self, method: str, retry_after_s: int = 1, *, channel: str | None = None, times: int = 1
    ) -> None:
        """HTTP 429 with Retry-After."""
        self._comes(
            Fault(
                method, channel, times, status=429, error="ratelimited", retry_after_s=retry_after_s
            )
        )

    def fails(self, method: str, status: int = 503, *, times: int = 1) -> None:
        """An HTTP error without effect."""
        self._comes(Fault(method, times=times, status=status))

    def refuses(
        self, method: str, error: str, *, channel: str | None = None, times: int = 1
    ) -> None:
        """ok: false with this code, for what Slack's own settings forbid: restricted_action."""
        self._comes(Fault(method, channel, times, error=error))

    def resets(self, method: str, *, times: int = 1) -> None:
        """The connection breaks before anything is done."""
        self._comes(Fault(method, times=times, reset=True))

    def loses_answer(self, method: str, how: How = "status", *, times: int = 1) -> None:
        """The call takes effect, and the app sees a 502 or a broken connection."""
        status = 502 if how == "status" else 0
        self._comes(
            Fault(method, times=times, status=status, reset=how == "reset", after_effect=True)
        )

    def slows(self, method: str, seconds: float, *, times: int = 1) -> None:
        """A real wait before the call is answered."""
        self._comes(Fault(method, times=times, slow_s=seconds))

    def down(self) -> None:
        """All of Slack answers 503, and opens no socket, until up()."""
        self.everything_down = True

    def up(self) -> None:
        self.everything_down = False

    def loses_acks(self, times: int = 1) -> None:
        """The app's next acknowledgements never reach Slack; events are sent again."""
        self.lost_acks += times

    def doubles_events(self, times: int = 1) -> None:
        """The next events are delivered twice, with the same event_id and no retry number."""
        self.doubled_events += times

    def next(self, method: str, args: Json) -> Fault | None:
        """The fault that this call meets, counted as used."""
        if self.everything_down:
            return Fault(method, status=503)
        for fault in self.coming:
            if fault.meets(method, args):
                fault.times -= 1
                return fault
        return None

    def loses_this_ack(self) -> bool:
        self.lost_acks -= (lost := self.lost_acks > 0)
        return lost

    def doubles_this_event(self) -> bool:
        self.doubled_events -= (doubled := self.doubled_events > 0)
        return doubled

    def _comes(self, fault: Fault) -> None:
        self.coming.append(fault)
