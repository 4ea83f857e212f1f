"""What may describe a person whoever it is: numbers, addresses, days of birth, by Presidio's recognisers.

Importing Presidio imports spaCy, about two seconds and 95 MB (measured 2026), so nothing imports this file
before it is needed. Its engine is left aside: no model is loaded, each recogniser is asked by itself.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from phonenumbers import PhoneMetadata
from presidio_analyzer import PatternRecognizer
from presidio_analyzer import predefined_recognizers as presidio
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    PhoneRecognizer,
)
from tldextract import TLDExtract

from adapters.guard import signs

logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL)  # it may repeat what it reads

# The numbers that a state gives a person, by country; where Presidio has them.
NATIONAL: Final = {
    "AU": ("AuMedicareRecognizer", "AuTfnRecognizer"),
    "CA": ("CaSinRecognizer",),
    "DE": ("DeTaxIdRecognizer", "DeSocialSecurityRecognizer", "DeHealthInsuranceRecognizer"),
    "ES": ("EsNifRecognizer", "EsNieRecognizer"),
    "FI": ("FiPersonalIdentityCodeRecognizer",),
    "GB": ("NhsRecognizer", "UkNinoRecognizer"),
    "IN": ("InAadhaarRecognizer", "InPanRecognizer"),
    "IT": ("ItFiscalCodeRecognizer",),
    "KR": ("KrRrnRecognizer",),
    "NG": ("NgNinRecognizer",),
    "PL": ("PlPeselRecognizer",),
    "SE": ("SePersonnummerRecognizer",),
    "SG": ("SgFinRecognizer",),
    "TH": ("ThTninRecognizer",),
    "TR": ("TrNationalIdRecognizer",),
    "US": ("UsSsnRecognizer", "UsItinRecognizer"),
    "ZA": ("ZaIdNumberRecognizer",),
}
_SURE: Final = 0.5  # of Presidio's score: a checksum that holds, or a pattern that is nothing else
_CHILD: Final = timedelta(days=3 * 365)  # a day as long ago as this is a day of birth
_OLDEST: Final = timedelta(days=110 * 366)
_BORN: Final = re.compile(
    r"\b(?:born|birth\w*|d\.?o\.?b|b\.|f[øo]dt|f\.|f[øo]dsels\w*|geboren|geb|geboorte\w*|geburt\w*|n[ée]e?|"
    r"naissance)\b\W{0,3}(?:\w{1,4}\W{1,2}){0,2}$|[*°]\s?$",
    re.IGNORECASE,
)
# A number that something else has, not somebody: of a case, an invoice, a law.
_OF_A_THING: Final = re.compile(
    r"(?:#|§|\b(?:ticket|case|sag\w*|journal\w*|ref\w*|reference|invoice|order|bill|file|no|nr|num\w*|faktura|ordre|"
    r"zaak\w*|dossier\w*|factuur\w*|bestelling|kenmerk|aktenzeichen|az|vorgang\w*|rechnung\w*|bestell\w*|"
    r"affaire|facture|commande|n°|version|build|isbn|ean|serial|page|side|seite|pagina|budget\w*|konto|"
    r"post\w*|room|lokale?|zimmer|salle|kamer))\s?\.?\s?(?:n[or]\.?|number|nummer|num[ée]ro)?\s?[:.#]?\s?$",
    re.IGNORECASE,
)
_CALLS: Final = re.compile(
    r"(?:\b(?:call|ring|phone|tel\w*|mobile?|mobil\w*|cell|sms|text|whatsapp|fax|handy|nummer|number|num[ée]ro|tlf|"
    r"bel|bellen|anrufen|appel\w*|portable|reached?|erreichbar|bereikbaar|joindre|træffes|fanges)\b|[☎📞📱])"
    r"[^\d\n]{0,25}$",
    re.IGNORECASE,
)
_MONEY_BEHIND: Final = re.compile(
    r"^\s?(?:[.,]\d{1,2}\b)?\s?(?:,-|€|\$|£|%|kr\b|dkk|eur\b|euros?\b|usd|gbp|kroner|pounds?|dollars?|mio|million\w*|"
    r"inhabitants|residents|indbyggere|einwohner|inwoners|habitants|km\b|m2|kwh|bytes?|mb\b)",
    re.IGNORECASE,
)
_MONEY_BEFORE: Final = re.compile(r"(?:€|\$|£|\b(?:kr|dkk|eur|usd|gbp)\.?)\s?$", re.IGNORECASE)
_GROUPED: Final = re.compile(r"\d{1,3}(?:(?P<by>[ .'])\d{3})(?:(?P=by)\d{3})*")
_YEARS: Final = re.compile(r"(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d")
_TIMES: Final = re.compile(r"\d{1,2}[.:]?\d{0,2}\s?-\s?\d{1,2}[.:]\d{2}")
_STAMP: Final = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MATRIX: Final = re.compile(r"@[^\s:@]{1,255}:[^\s@]{1,255}\.[a-z]{2,}", re.IGNORECASE)
_LONGEST_NUMBER: Final = 17


class _Mail(EmailRecognizer):
    """Presidio's own asks the network for the list of endings."""

    _ends = TLDExtract(suffix_list_urls=(), cache_dir=None)

    def validate_result(self, pattern_text: str) -> bool:
        return bool(self._ends(pattern_text).domain)


@dataclass(frozen=True, slots=True)
class _Own:
    """A national number that Presidio has not: how it looks, and what its digits must add up to."""

    looks: re.Pattern[str]
    holds: Callable[[str], bool]


def _cpr(digits: str) -> bool:
    """Denmark: a day, a month, six more."""
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def _bsn(digits: str) -> bool:
    """The Netherlands: eleven divides the weighed sum."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def _nir(digits: str) -> bool:
    """France: the last two are the key of the first thirteen."""
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


_OWN: Final = {
    "DK": _Own(re.compile(r"(?<![\d-])\d{6}[ -]?\d{4}(?![\d-])"), _cpr),
    "NL": _Own(re.compile(r"(?<![\d-])\d{9}(?![\d-])"), _bsn),
    "FR": _Own(re.compile(r"(?<!\d)[12](?: ?\d{2}){2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}(?!\d)"), _nir),
}


def _bare_length(country: str) -> int:
    """Of a telephone number where no 0 stands in front, as in Denmark; 0 where one does."""
    here = PhoneMetadata.metadata_for_region(country)
    if here is None or here.general_desc is None or here.national_prefix is not None:
        return 0
    return max(here.general_desc.possible_length, default=0)


class Patterns:
    """The recognisers of one country."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._phones = PhoneRecognizer(supported_regions=(country,), leniency=1)
        found: list[PatternRecognizer] = [_Mail(), IbanRecognizer(), CreditCardRecognizer()]
        found += [getattr(presidio, name)() for name in NATIONAL.get(country, ())]
        self._recognisers = tuple(found)
        self._bare = _bare_length(country)

    def find(self, text: str, today: date) -> bool:
        """Whether something stands in it that may belong to a person."""
        clean = signs.plain(text)
        found = [
            self._recognised(clean),
            bool(_MATRIX.search(clean)),
            self._own(clean),
            _birthday(clean, today),
            self._phone(clean, today),
            bool(signs.addresses(clean)),
        ]
        return any(found)

    def _recognised(self, text: str) -> bool:
        upper = text.upper()  # an IBAN in small letters is one
        found = [
            result.score >= _SURE
            for recogniser in self._recognisers
            for shown in ({text, upper} if isinstance(recogniser, IbanRecognizer) else {text})
            for result in recogniser.analyze(shown, recogniser.supported_entities) or ()
            if not _is_a_things(text, result.start)
        ]
        return any(found)

    def _own(self, text: str) -> bool:
        own = _OWN.get(self._country)
        if own is None:
            return False
        return any(
            own.holds(re.sub(r"\D", "", one[0])) and not _is_a_things(text, one.start())
            for one in own.looks.finditer(text)
        )

    def _phone(self, text: str, today: date) -> bool:
        """Valid in this country or abroad; or called a telephone number; or begun as one is."""
        taken = [(day.begin, day.end) for day in signs.days(text, today)]
        taken += [one.span() for shape in (_YEARS, _TIMES) for one in shape.finditer(text)]
        free = _without(text, taken)
        results = self._phones.analyze(free, self._phones.supported_entities) or ()
        valid = [not _is_number_of_a_thing(free, r.start, r.end) for r in results]
        called = [self._is_phone(free, *run) for run in signs.runs(free)]
        return any((*valid, *called))

    def _is_phone(self, text: str, digits: str, begin: int, end: int) -> bool:
        if not 6 < len(digits) <= _LONGEST_NUMBER or _is_number_of_a_thing(text, begin, end):
            return False
        written = text[begin:end]
        begun = written.lstrip("(").startswith(("+", "0")) or "(0" in written
        bare = len(digits) == self._bare
        return begun or bare or bool(_CALLS.search(text[:begin])) or _is_paired(written)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for begin, end in spans:
        text = f"{text[:begin]}{'·' * (end - begin)}{text[end:]}"
    return text


def _is_paired(written: str) -> bool:
    """In groups as telephone numbers are: 12 34 56 78, 555-123-4567."""
    groups = re.split(r"[ ./()-]+", written.strip("()"))
    return len(groups) > 2 and len({len(group) for group in groups[:-1]}) <= 2


def _is_number_of_a_thing(text: str, begin: int, end: int) -> bool:
    written = text[begin:end]
    return bool(
        _is_a_things(text, begin)
        or _MONEY_BEFORE.search(text[:begin])
        or _MONEY_BEHIND.search(text[end:])
        or _GROUPED.fullmatch(written)
        or (_STAMP.fullmatch(written) and not _CALLS.search(text[:begin]))
    )


def _is_a_things(text: str, begin: int) -> bool:
    return bool(_OF_A_THING.search(text[:begin])) and not _CALLS.search(text[:begin])


def _birthday(text: str, today: date) -> bool:
    """A day that is long past, or called a day of birth."""
    found: list[bool] = []
    for day in signs.days(text, today):
        called = bool(_BORN.search(text[: day.begin]))
        past = [one for one in day.meant if today - _OLDEST < one <= today]
        two_digits = len(re.findall(r"\d{4}", text[day.begin : day.end])) == 0
        recent = any(one > today - _CHILD for one in day.meant) and two_digits
        long_ago = any(one <= today - _CHILD for one in past) and not recent
        found.append((called and bool(past)) or long_ago)
    return any(found)
