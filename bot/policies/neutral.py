"""Neutral names: what a partnership and its places are called carries no theme and labels nobody (H13)."""

from __future__ import annotations

import re
from typing import Final

from bot.policies import words
from bot.vocabulary.public import Language

# Beginnings of words that name a theme or a kind of people, in five languages; the word lists know the rest.
_THEMES: Final = re.compile(
    r"\b(?:de-?)?(?:radicali|radikali|extrem|terror|jihad|djihad|dschihad|islamis|neonazi|nazi|hooligan|"
    r"gang\b|gangs\b|bande\b|bander\b|banden\b|crimin|kriminel|kriminal|delinquen|offender|perpetrator|gerningsm|"
    r"täter|taeter\b|suspect|verd[äa]cht|verdacht|mist[æa]nk|violence|violent\b|gewalt|geweld|vold\b|volds|sects?\b|sekte[nr]?\b|secte|cults?\b|"
    r"at-?risk\b|risiko-?jugend|risicojonger|gef[äa]hrder|dangerous)",
    re.IGNORECASE,
)


def labels(name: str) -> bool:
    """Whether a name carries a word that names a theme or labels people."""
    plain = re.sub(r"[\W_]+", " ", name)
    listed = words.find(plain, [language.code for language in Language])
    return bool(_THEMES.search(plain) or _THEMES.search(name) or listed)
