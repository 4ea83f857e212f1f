"""What `confer init` asks, in plain words, and what it takes for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.config import seats_lacking
from bot.config.kinds import Country, Digits, Homeserver, MatrixRoom, MatrixUser, OneLine, Zone
from bot.policies import neutral
from bot.process import Profile
from bot.vocabulary.people import Sector
from bot.vocabulary.public import Language

Answers: TypeAlias = Mapping[str, str]
Ask: TypeAlias = Callable[[str, str], str]

T = TypeVar("T")
Complaint: TypeAlias = Callable[[str, Answers], str | None]

SECTORS: Final = {sector.code: sector for sector in Sector}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, unless `when` says no. `complaint`: what is wrong with an answer, or None."""

    name: str
    text: str
    default: str
    complaint: Complaint
    when: Callable[[Answers], bool] = lambda _answers: True


def _a(setting: TypeAdapter[T], please: str) -> Complaint:
    """Holds an answer to what the setting itself asks."""

    def complaint(answer: str, _answers: Answers) -> str | None:
        try:
            setting.validate_python(answer)
        except ValidationError:
            return please
        return None

    return complaint


def _neutral(first: Complaint) -> Complaint:
    """A name that everybody reads names no theme and labels nobody."""

    def complaint(answer: str, answers: Answers) -> str | None:
        please = (
            "Please take a neutral name, such as that of the place: no theme, no word for people."
        )
        return first(answer, answers) or (please if neutral.labels(answer) else None)

    return complaint


def _number(least: int, most: int, please: str) -> Complaint:
    def complaint(answer: str, _answers: Answers) -> str | None:
        is_number = answer.isascii() and answer.isdigit() and len(answer) < 12
        return None if is_number and least <= int(answer) <= most else please

    return complaint


def _homeserver(answer: str, answers: Answers) -> str | None:
    please = "Please write the whole address, such as https://matrix.example.org, or nothing."
    return _a(TypeAdapter(Homeserver), please)(answer, answers) if answer else None


def _seats(answer: str, answers: Answers) -> str | None:
    named = listed(answer)
    if len(set(named)) != len(named) or not set(named) <= SECTORS.keys():
        return f"Please name each sector once, from: {', '.join(SECTORS)}."
    sectors = {SECTORS[name] for name in named}
    lack = seats_lacking(Profile(answers["profile"]), sectors, seated=False)
    return f"Not yet: {lack}." if lack else None


def listed(answer: str) -> list[str]:
    return [word for word in (part.strip() for part in answer.split(",")) if word]


def _person(answer: str, answers: Answers) -> str | None:
    name, account = name_and_account(answer)
    complaint = _a(TypeAdapter(OneLine), "Please write a name, then the Matrix user if any.")
    if (wrong := complaint(name, answers)) or not account:
        return wrong
    if account == name_and_account(answers.get("coordinator", ""))[1]:
        return "The deputy has an account of their own."
    return _a(TypeAdapter(MatrixUser), _USER)(account, answers)


def name_and_account(answer: str) -> tuple[str, str]:
    name, at, account = answer.partition("@")
    return name.strip(), f"{at}{account.strip()}"


def on_matrix(answers: Answers) -> bool:
    return bool(answers["homeserver"])


PROFILES: Final = """\
How should cases be run, full or light?
full: the police answer for themselves, own judgements, quorum, assent of seats, closing round.
light: fewer hands for simple cases; footing, participation, police clearance, abstraction stay."""

_MONTHS: Final = "Please write a whole number of months, 0 to "
_USER: Final = "A Matrix user looks like @confer:example.org."


def questions() -> tuple[Question, ...]:
    """All questions, in the order they are asked."""
    return (*_about_the_place(), *_about_the_work(), *_about_matrix())


def _about_the_place() -> Iterator[Question]:
    line = _a(TypeAdapter(OneLine), "Please write one line of at most 80 characters.")
    yield Question("name", "What is the partnership called?", "", _neutral(line))
    languages = f"one of {', '.join(language.code for language in Language)}"
    language = _a(TypeAdapter(Language), f"Please write {languages}.")
    yield Question("language", f"Language of shared places, {languages}?", "en", language)
    zone = _a(TypeAdapter(Zone), "Please name a zone of the IANA list, such as Europe/Copenhagen.")
    yield Question("zone", "Time zone?", "Europe/Copenhagen", zone)
    country = _a(TypeAdapter(Country), "Please write the country in two capitals, such as DK.")
    yield Question("country", "Country, in two capitals?", "DK", country)
    digits = _a(TypeAdapter(Digits), "Please write digits only.")
    yield Question("emergency", "Emergency number to show for danger?", "112", digits)
    people = _number(1, 10**10, "Please write a whole number, such as 60000.")
    yield Question("residents", "How many people live in the area?", "", people)


def _about_the_work() -> Iterator[Question]:
    yield Question(
        "profile", PROFILES, "light", _a(TypeAdapter(Profile), "Please answer full or light.")
    )
    seats = "Which sectors have a seat, separated by commas?"
    yield Question("seats", seats, "municipality, police, social, health", _seats)
    coordinator = "Who coordinates? Name, and the Matrix user if there is one"
    yield Question("coordinator", coordinator, "", _person)
    deputy = "Who is the deputy? Name, and the Matrix user if there is one"
    yield Question("deputy", deputy, "", _person)
    not_taken = "Months to keep a concern not taken further?"
    yield Question("not_taken", not_taken, "6", _number(0, 24, f"{_MONTHS}24."))
    archived = "Months to keep a closed case after the last look-back?"
    yield Question("archived", archived, "12", _number(0, 60, f"{_MONTHS}60."))


def _about_matrix() -> Iterator[Question]:
    yield Question("homeserver", "Address of your Matrix server (empty: none)?", "", _homeserver)
    yield Question(
        "user", "The bot's own Matrix user?", "", _a(TypeAdapter(MatrixUser), _USER), on_matrix
    )
    room = _a(TypeAdapter(MatrixRoom), "A Matrix room looks like #seats:example.org.")
    yield Question("room", "The shared Matrix room of all seats?", "", room, on_matrix)


def ask_all(ask: Ask) -> Answers:
    """The answers by name. A wrong answer is asked again, after what is wrong with it."""
    answers: dict[str, str] = {}
    for question in questions():
        if question.when(answers):
            answers[question.name] = _answer(question, ask, answers)
    return answers


def _answer(question: Question, ask: Ask, answers: Answers) -> str:
    answer = ask(question.text, question.default).strip() or question.default
    while complaint := question.complaint(answer, answers):
        again = f"{complaint}\n{question.text}"
        answer = ask(again, question.default).strip() or question.default
    return answer
