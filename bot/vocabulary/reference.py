"""The public name of a case: two neutral words, two digits and a check letter.

Drawn at random, so that it says nothing about the case, its date or its area; an int inside, so that it
cannot carry words. The lists hold no people, animals, places, faith, colours of skin, weapons, illness,
speed or danger, and no word is one letter away from another of its list.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from bot.vocabulary.base import ChannelSafe

# fmt: off
FIRST: Final = (
    "amber", "azure", "silver", "golden", "copper", "velvet", "linen", "cotton", "woollen", "wooden",
    "paper", "maple", "cedar", "birch", "poplar", "walnut", "chestnut", "almond", "vanilla", "lemon",
    "plum", "apricot", "peach", "quince", "lavender", "lilac", "primrose", "crystal", "marble", "granite",
    "pebble", "indigo", "crimson", "emerald", "turquoise", "cobalt", "lunar", "solar", "winter", "spring",
    "morning", "evening", "midday", "twilight", "gentle", "quiet", "calm", "bright", "mellow", "tender",
    "simple", "steady", "patient", "humble", "hopeful", "cheerful", "sunny", "breezy", "frosty", "snowy",
    "dewy", "rainy", "cloudy", "mild", "crisp", "fresh", "round", "square", "narrow", "broad", "slender",
    "tall", "little", "ample", "curly", "woven", "knitted", "painted", "polished", "folded", "hidden",
    "open", "northern", "southern", "eastern", "western", "inland", "upper", "lower", "central", "distant",
    "nearby", "eleventh", "seventh", "second", "third", "double", "triple", "seventeen", "musical",
    "rhythmic", "lyrical", "ornate", "plain", "tartan", "checkered", "striped", "dotted", "speckled",
    "feathery", "bubbly", "leafy", "mossy", "grassy", "buttered", "roasted", "steaming", "echoing",
    "humming", "floating", "drifting", "rolling", "winding", "arched", "vaulted", "tiled", "gabled",
)
# fmt: on
# fmt: off
SECOND: Final = (
    "harbour", "meadow", "hedgerow", "garden", "orchard", "valley", "river", "brook", "island", "lagoon",
    "forest", "grove", "thicket", "hillside", "ridge", "plateau", "canyon", "beach", "dune", "cliff",
    "delta", "estuary", "glacier", "fountain", "waterfall", "pond", "tower", "lighthouse", "windmill",
    "cottage", "cabin", "pavilion", "terrace", "balcony", "window", "doorway", "staircase", "corridor",
    "archway", "lantern", "candle", "mirror", "carpet", "curtain", "pillow", "blanket", "basket", "kettle",
    "teapot", "saucer", "pitcher", "bottle", "spoon", "ladle", "napkin", "table", "armchair", "cupboard",
    "drawer", "ribbon", "button", "thimble", "needle", "thread", "pattern", "quilt", "notebook", "envelope",
    "pencil", "crayon", "compass", "atlas", "calendar", "clock", "piano", "violin", "cello", "trumpet",
    "flute", "drum", "guitar", "accordion", "melody", "chorus", "sonata", "rainbow", "sunrise", "sunset",
    "moonlight", "starlight", "snowflake", "raindrop", "breeze", "teaspoon", "acorn", "pinecone", "blossom",
    "petal", "leaflet", "timber", "pavement", "market", "gallery", "library", "theatre", "museum",
    "workshop", "kitchen", "bakery", "sailboat", "canoe", "ferry", "tramway", "carriage", "bicycle",
    "balloon", "umbrella", "parasol", "scarf", "mitten", "harmony", "hammock",
)
# fmt: on
_CHECK: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"  # 23 letters, a prime: one wrong digit is always seen
_SHAPE: Final = re.compile(r"([a-z]+)[\s_-]+([a-z]+)[\s_-]+(\d{2})[\s_-]*([a-z])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CaseRef(ChannelSafe):
    """The name of one case, written amber-harbour-47-K."""

    SPACE: ClassVar[int] = len(FIRST) * len(SECOND) * 100
    serial: int

    def __post_init__(self) -> None:
        if type(self.serial) is not int or not 0 <= self.serial < self.SPACE:
            raise ValueError("no such case name")

    @classmethod
    def mint(cls) -> Self:
        return cls(secrets.randbelow(cls.SPACE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed, with blanks or capitals, with or without the check letter.

        Raises ValueError, which never repeats the text.
        """
        found = _SHAPE.fullmatch(text.strip().lower())
        if not found:
            raise ValueError("not a reference")
        first, second, digits, letter = found.groups()
        if first not in FIRST or second not in SECOND:
            raise ValueError("not a reference")
        serial = (FIRST.index(first) * len(SECOND) + SECOND.index(second)) * 100 + int(digits)
        ref = cls(serial)
        if letter and letter.upper() != ref.check:
            raise ValueError("not a reference")
        return ref

    @property
    def check(self) -> str:
        return _CHECK[(19 * self.serial + 13) % len(_CHECK)]

    def __str__(self) -> str:
        rest, digits = divmod(self.serial, 100)
        first, second = divmod(rest, len(SECOND))
        return f"{FIRST[first]}-{SECOND[second]}-{digits:02d}-{self.check}"


@dataclass(frozen=True, slots=True)
class Fingerprint(ChannelSafe):
    """Ten words that stand for a hash, so that people can compare it by eye and by telephone.

    About 70 bits. An int inside, so that it cannot carry words of anybody's own.
    """

    PAIRS: ClassVar[int] = 5
    SPACE: ClassVar[int] = (len(FIRST) * len(SECOND)) ** 5
    number: int

    def __post_init__(self) -> None:
        if type(self.number) is not int or not 0 <= self.number < self.SPACE:
            raise ValueError("no such fingerprint")

    @classmethod
    def of(cls, digest: bytes) -> Self:
        """Of a hash of 32 bytes."""
        return cls(int.from_bytes(digest) % cls.SPACE)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed. Raises ValueError, which never repeats the text."""
        words = re.findall(r"[a-z]+", text.lower())
        if len(words) != 2 * cls.PAIRS:
            raise ValueError("not a fingerprint")
        number = 0
        for place, word in enumerate(words):
            names = (FIRST, SECOND)[place % 2]
            if word not in names:
                raise ValueError("not a fingerprint")
            number = number * len(names) + names.index(word)
        return cls(number)

    def __str__(self) -> str:
        words: list[str] = []
        rest = self.number
        for _ in range(self.PAIRS):
            rest, second = divmod(rest, len(SECOND))
            rest, first = divmod(rest, len(FIRST))
            words[:0] = (FIRST[first], SECOND[second])
        return " ".join(words)
