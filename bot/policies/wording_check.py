"""Whether words typed in a shared place look as if they described a person.

Patterns only: numbers, addresses and days that set words never need. It does not see names; that is
left to the people in the room and to the fuller guard that comes later.
"""

from __future__ import annotations

import re
from typing import Final

_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[^\s@]@[^\s@]{1,255}\.[a-z]{2,}",  # an e-mail address
        r"@[^\s:@]{1,255}:[^\s@]{1,255}\.[a-z]{2,}",  # a Matrix account
        r"\b[a-z]{2}(?=(?:[a-z ]{0,6}\d){10})\d{2}(?:[ -]?[a-z0-9]){11,30}\b",  # an IBAN
        r"(?:\+|\b00)\d(?:[ ./()-]{0,2}\d){6,14}\b",  # a telephone number with its country
        r"\b\d(?:[ ./()-]{0,2}\d){6,}\b",  # any long run of digits: a telephone, a personal number
        r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b",  # a date, the day first
        r"\b\d{4}[./-]\d{1,2}[./-]\d{1,2}\b",  # a date, the year first
        r"\b\d{1,2}\.? ?(?:jan|feb|mar|m[äa]r|apr|ma[ijy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|"
        r"f[ée]v|avr|ao[uû]|mrt)[a-zéûä]*\.? ?\d{2,4}\b",  # a date with its month in letters
    )
)


def sounds_personal(text: str) -> bool:
    """True where a number, an address or a date stands in it that may belong to a person."""
    plain = text.translate(_PLAIN)
    return any(pattern.search(plain) for pattern in _PATTERNS)


# Blanks and hyphens that word processors put in, and zero-width signs that hide a number.
_PLAIN: Final = {0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x2010: "-", 0x2011: "-", 0x2013: "-"} | {
    sign: None for sign in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
}
