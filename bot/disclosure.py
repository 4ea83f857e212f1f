"""What may be said where.

Two kinds of value exist in this program.

* Abstract values are members of closed lists, references, days and small numbers (bot/vocabulary).
* Sensitive values are whatever a person wrote, or whatever describes a person. They have no way out of
  their own; only a Grant opens them.

A shared post is built of abstract values alone, and the port to a shared place takes nothing but such a
post. So there is no expression that puts a person's words into a shared place: they would have to pass
through a field of type str, and there is none. The class of text follows from the place by type: the
seats' channel takes a SeatsPost, the place of one circle a CirclePost (bot/posts.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import (
    Any,
    ClassVar,
    Final,
    Generic,
    NoReturn,
    TypeVar,
    Union,
    cast,
    final,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from bot.vocabulary.base import Abstract, ChannelSafe, CircleSafe, ViewWord

LONGEST_TEXT: Final[int] = 20_000  # characters; what a person may write into one sealed field

T_co = TypeVar("T_co", covariant=True)


class LeakError(TypeError):
    """A sensitive value was about to become text, or text to enter a shared post."""


class Purpose(ViewWord):
    """What a grant was given for."""

    READING = "reading", "reading"
    SEALING = "sealing", "sealing"
    WORKING = "working", "working"
    GUARDING = "guarding", "guarding"


@final
class Sensitive(Generic[T_co]):
    """A value that must not reach a shared place, a log or a traceback.

    Not a dataclass, for dataclasses.asdict would look inside. Raises LeakError wherever it would become
    text, be copied or be dumped.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T_co) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Sensitive(...)"

    def __str__(self) -> NoReturn:
        raise LeakError("sensitive value used as text")

    def __format__(self, _spec: str) -> NoReturn:
        raise LeakError("sensitive value used as text")

    def __reduce__(self) -> NoReturn:
        raise LeakError("sensitive value copied or pickled")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sensitive):
            return False
        return self._value == cast("Sensitive[object]", other)._value

    def __hash__(self) -> int:
        return hash(self._value)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Lets a command declare an argument Sensitive[str]; what was typed arrives wrapped."""
        words = core_schema.no_info_after_validator_function(
            cls,
            core_schema.str_schema(min_length=1, max_length=LONGEST_TEXT, strip_whitespace=True),
        )
        return core_schema.union_schema(
            [core_schema.is_instance_schema(cls), words],
            mode="left_to_right",
            serialization=core_schema.plain_serializer_function_ser_schema(_refuse),
        )


def _refuse(_value: object) -> NoReturn:
    raise LeakError("sensitive value dumped")


T = TypeVar("T")


@final
@dataclass(frozen=True, slots=True)
class Grant:
    """Proof that the access policy said yes. Minted by bot.policies.access only."""

    purpose: Purpose

    def open(self, sealed: Sensitive[T]) -> T:
        """The value itself. tests/architecture lists the few files that may call this."""
        return sealed._value  # pyright: ignore[reportPrivateUsage]


def _leaves(hint: object) -> list[object]:
    """The types a field may hold: optional ones and tuples of one kind are looked into."""
    if get_origin(hint) in {UnionType, Union, tuple}:
        return [leaf for part in get_args(hint) if part is not ... for leaf in _leaves(part)]
    return [hint]


def _fits(value: object, allowed: list[object]) -> bool:
    if isinstance(value, tuple):
        return all(_fits(item, allowed) for item in cast("tuple[object, ...]", value))
    return type(value) in allowed


def _hints(post: type) -> dict[str, Any]:
    hints = get_type_hints(post)
    return {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}


class SharedPost:
    """A message several agencies may read. Every field is an abstract value of the place's class."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}  # of a row read back
    SAFE: ClassVar[type[Abstract]] = Abstract
    _allowed: ClassVar[Mapping[str, list[object]]]  # read once: reading hints is slow

    def __init_subclass__(cls) -> None:
        cls._allowed = {name: _leaves(hint) for name, hint in _hints(cls).items()}
        for name, leaves in cls._allowed.items():
            for leaf in leaves:
                fits = isinstance(leaf, type) and issubclass(leaf, (cls.SAFE, NoneType))
                if not fits:
                    raise LeakError(f"{cls.__name__}.{name}: {leaf} may not stand here")

    def __post_init__(self) -> None:
        """Hold the line where no type checker looks: Any, a cast, a row read back."""
        for name, allowed in self._allowed.items():
            if not _fits(getattr(self, name), allowed):
                raise LeakError(f"{type(self).__name__}.{name} is of another kind")


class SeatsPost(SharedPost):
    """May stand in the seats' channel."""

    __slots__ = ()
    SAFE: ClassVar[type[Abstract]] = ChannelSafe


class CirclePost(SharedPost):
    """May stand in the place of one case's circle."""

    __slots__ = ()
    SAFE: ClassVar[type[Abstract]] = CircleSafe
