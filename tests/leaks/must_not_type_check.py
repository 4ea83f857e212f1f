"""Every line marked `leak` must be refused by mypy and by pyright.

Never run. Both checkers are told to complain about an ignore that ignores nothing, so a leak that begins
to type-check turns the build red.
"""

from __future__ import annotations

from uuid import UUID

from bot.case import Case
from bot.command import Reply
from bot.disclosure import Grant, Sensitive, SharedPost
from bot.parts import PauseKind, Text
from bot.ports import Notice, NoticeKind, Platform
from bot.posts import ChannelLine, CircleNews, MeetingHeld, News, OwnerSaid, SeatChanged
from bot.vocabulary.concern import Status, Topic, TopicFamily, Urgency
from bot.vocabulary.numbers import Day, PersonNo, SeatNo
from bot.vocabulary.public import SeatStep
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.view import PoliceAnswer
from bot.vocabulary.work import NextStep


async def leaks(chat: Platform, case: Case, text: Text, key: UUID, typed: str) -> None:
    ref, words = case.name, text.words
    news = CircleNews(case=ref, news=News.PAUSED)
    line = ChannelLine(
        case=ref, families=(), age=None, urgency=Urgency.TODAY, status=Status.WAITING
    )

    # The ports to shared places take their own posts only.
    await chat.post_to_seats(words, key=key)  # type: ignore[arg-type]  # leak
    await chat.post_to_seats(typed, key=key)  # type: ignore[arg-type]  # leak
    await chat.post_to_seats(f"{words}", key=key)  # type: ignore[arg-type]  # leak
    await chat.post_to_seats(SharedPost(), key=key)  # type: ignore[arg-type]  # leak
    await chat.post_to_seats(news, key=key)  # type: ignore[arg-type]  # leak
    await chat.post_to_circle(ref, line, key=key)  # type: ignore[arg-type]  # leak
    await chat.post_to_circle(ref, typed, key=key)  # type: ignore[arg-type]  # leak

    # A shared post has no room for text, nor for words of another class.
    CircleNews(case=ref, news=typed)  # type: ignore[arg-type]  # leak
    CircleNews(case=ref, news="paused")  # type: ignore[arg-type]  # leak
    CircleNews(case=typed, news=News.PAUSED)  # type: ignore[arg-type]  # leak
    CircleNews(case=ref, news=PauseKind.HOLD)  # type: ignore[arg-type]  # leak
    CircleNews(case=ref, news=PoliceAnswer.HOLD)  # type: ignore[arg-type]  # leak
    CircleNews(case=ref, news=News.PAUSED, note=typed)  # type: ignore[call-arg]  # leak
    OwnerSaid(case=ref, next=NextStep.MEET, by=typed)  # type: ignore[arg-type]  # leak
    SeatChanged(seat=PersonNo(1), step=SeatStep.ADMIT)  # type: ignore[arg-type]  # leak
    SeatChanged(seat=442079460000, step=SeatStep.ADMIT)  # type: ignore[arg-type]  # leak
    MeetingHeld(number=typed, kind=typed, present=())  # type: ignore[arg-type]  # leak
    families: tuple[TopicFamily, ...] = (Topic.ALONE,)  # type: ignore[assignment]  # leak

    # The shared numbers cannot be made out of words.
    CaseRef(typed)  # type: ignore[arg-type]  # leak
    SeatNo(typed)  # type: ignore[arg-type]  # leak
    Day(typed)  # type: ignore[arg-type]  # leak

    # A notice carries a sentence's name, not a sentence.
    Notice(to=PersonNo(1), kind=typed)  # type: ignore[arg-type]  # leak
    Notice(to=PersonNo(1), kind=NoticeKind.WAITING, text=typed)  # type: ignore[call-arg]  # leak

    # A sensitive value is not a string and yields nothing without a grant.
    plain: str = words  # type: ignore[assignment]  # leak
    Grant.open(words)  # type: ignore[call-arg, arg-type]  # leak
    Grant("reading").open(words)  # type: ignore[arg-type]  # leak
    words + " and so on"  # type: ignore[operator]  # leak
    ", ".join([words])  # type: ignore[list-item]  # leak
    len(words)  # type: ignore[arg-type]  # leak
    Sensitive[str]("x").lower()  # type: ignore[attr-defined]  # leak

    # Typed text is no reply part: it must be wrapped first.
    Reply.of("You wrote {it}.", it=typed)  # type: ignore[arg-type]  # leak
    del plain, families


def only_pyright_sees_these(typed: str) -> Reply:
    """mypy takes LiteralString for str (python/mypy#12554)."""
    return Reply.of(f"You wrote {typed}.")  # pyright: ignore[reportArgumentType]  # leak
