"""People, and sentences about them, generated anew in each run: five languages, names drawn wide.

One seed gives one town. Nothing here was looked at when the rules of the guard were written but its shape; the
bench runs other seeds.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from faker import Faker

TODAY = date(2026, 3, 2)
# The five languages, and homes of people who live among them.
LOCALES = ("en_GB", "da_DK", "nl_NL", "de_DE", "fr_FR")
WIDE = (
    "en_US",
    "tr_TR",
    "pl_PL",
    "es_ES",
    "it_IT",
    "sv_SE",
    "no_NO",
    "fr_BE",
    "de_AT",
    "nl_BE",
    "pt_PT",
)
# Surnames that are words, and short ones.
HARD = (
    ("Rose", "May"),
    ("Mark", "Hill"),
    ("Grace", "Young"),
    ("Will", "Street"),
    ("Bo", "Lund"),
    ("Sten", "Holm"),
    ("Max", "Stark"),
    ("Kai", "Lang"),
    ("Jan", "de Wit"),
    ("Roos", "Bakker"),
    ("Jean", "Petit"),
    ("Pierre", "Blanc"),
    ("Anne-Marie", "van den Berg"),
    ("Li", "Wu"),
    ("Søren", "Ærø"),
    ("Noël", "Lefèvre"),
)

SAYS = {
    "en": (
        "{x} did not come today.",
        "I saw {x} at the stop.",
        "Can somebody call {x} back?",
        "Yes: {x}",
    ),
    "da": (
        "{x} kom ikke i dag.",
        "Jeg mødte {x} ved stationen.",
        "Kan nogen ringe til {x}?",
        "Ja: {x}",
    ),
    "nl": (
        "{x} was er vandaag niet.",
        "Ik zag {x} op het plein.",
        "Wie belt {x} terug?",
        "Ja: {x}",
    ),
    "de": (
        "{x} war heute nicht da.",
        "Ich habe {x} am Bahnhof gesehen.",
        "Wer ruft {x} an?",
        "Ja: {x}",
    ),
    "fr": (
        "{x} n'est pas venu hier.",
        "J'ai vu {x} ce matin.",
        "Qui peut rappeler {x} ?",
        "Oui : {x}",
    ),
}
HOLDS = {
    "en": ("Please write down {x} for me.", "{x} is right.", "I have {x}, is that new?"),
    "da": ("Skriv lige {x} ned.", "{x} er rigtigt.", "Jeg har {x}, er det nyt?"),
    "nl": ("Schrijf {x} even op.", "{x} klopt.", "Ik heb {x}, is dat nieuw?"),
    "de": ("Bitte {x} notieren.", "{x} stimmt.", "Ich habe {x}, ist das neu?"),
    "fr": ("Notez {x} s'il vous plaît.", "{x} est juste.", "J'ai {x}, c'est nouveau ?"),
}
# What a partnership says all day, with the numbers that are nobody's.
CLEAN = {
    "en": (
        "We meet on {day} at {hour}:{minute} in room {n}.",
        "The budget is {money} for {year}.",
        "Lines leave at 08:30, 13:00 and 16:00.",
        "Step {n} of the plan is due in {n} days.",
        "Invoice no. {long} is paid.",
        "The agreement of {recent} is signed by {n} of 12 seats.",
        "Ticket #{long} is with the administrator.",
        "Between 2024-2026 we had {n} meetings.",
        "May we mark the hill on the map, or will the street do?",
        "Grace is a young word in this town of {people} people.",
        "Please read pages {n}-{m} of the guide, version 2.{n}.3.",
        "The rose in the park is in bloom, may it last.",
        "Call 112 if it is urgent.",
        "See you at half past {n}, as on {day} last week.",
        "Thank you all for {day}!",
    ),
    "da": (
        "Vi mødes {day} kl. {hour}.{minute} i lokale {n}.",
        "Budgettet er {money} i {year}.",
        "Sag nr. {long} er lukket.",
        "Aftalen af {recent} er underskrevet.",
        "Punkt {n} er færdigt om {n} dage.",
        "Ring 112, hvis det haster.",
        "Der bor {people} mennesker i byen.",
        "Vi bor tæt på en lund med gran og lind.",
        "Tak for {day}!",
    ),
    "nl": (
        "We zien elkaar {day} om {hour}:{minute} uur in zaal {n}.",
        "Het budget is {money} voor {year}.",
        "Zaaknummer {long} is gesloten.",
        "De afspraak van {recent} is getekend.",
        "De bakker bij de berg is open.",
        "Stap {n} is over {n} dagen klaar.",
        "Bel 112 als het dringend is.",
        "Er wonen {people} mensen.",
    ),
    "de": (
        "Wir treffen uns {day} um {hour}:{minute} Uhr im Raum {n}.",
        "Das Budget beträgt {money} im Jahr {year}.",
        "Vorgang Nr. {long} ist erledigt.",
        "Die Vereinbarung vom {recent} ist unterschrieben.",
        "Schritt {n} ist in {n} Tagen fällig.",
        "Der Tag war lang, und der Kaffee war stark.",
        "Am Bahnhof 12 Uhr passt mir gut.",
        "Im Notfall die 112 rufen.",
        "In der Stadt leben {people} Menschen.",
    ),
    "fr": (
        "Réunion {day} à {hour}h{minute} en salle {n}.",
        "Le budget est de {money} pour {year}.",
        "La facture n° {long} est payée.",
        "L'accord du {recent} est signé.",
        "Le petit chat blanc est à la pierre.",
        "L'étape {n} est due dans {n} jours.",
        "Appelez le 112 en cas d'urgence.",
        "La ville compte {people} habitants.",
    ),
}
DAYS = {
    "en": ("Monday", "Friday"),
    "da": ("mandag", "fredag"),
    "nl": ("maandag", "vrijdag"),
    "de": ("Montag", "Freitag"),
    "fr": ("lundi", "vendredi"),
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


@dataclass(frozen=True)
class Known:
    """Somebody of a case, as a colleague would write it down. `told`: what was written."""

    language: str
    name: str
    born: date
    phone: str
    mail: str
    street: str
    told: str


@dataclass
class Town:
    """Everybody of one seed."""

    seed: int
    chance: random.Random = field(init=False)
    makers: dict[str, Faker] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - it draws towns, no keys
        self.makers = {}
        for locale in (*LOCALES, *WIDE):
            self.makers[locale] = Faker(locale)
            self.makers[locale].seed_instance(self.seed)

    def locale(self) -> str:
        """Most people speak one of the five languages, one in five came from elsewhere."""
        return self.chance.choice(WIDE if self.chance.random() < 0.2 else LOCALES)

    def name(self, locale: str | None = None) -> str:
        maker = self.makers[locale or self.locale()]
        return f"{maker.first_name()} {maker.last_name()}"

    def says(self, language: str, what: str, among: dict[str, tuple[str, ...]] = SAYS) -> str:
        return self.chance.choice(among[language]).format(x=what)

    def language(self) -> str:
        return self.chance.choice(LOCALES)[:2]

    # --- who a case is about ---

    def known(self, count: int = 50) -> list[Known]:
        names = [" ".join(one) for one in self.chance.sample(HARD, 8)]
        names += [self.name() for _ in range(count - len(names))]
        return [self._known(name, LOCALES[n % len(LOCALES)]) for n, name in enumerate(names)]

    def _known(self, name: str, locale: str) -> Known:
        maker, language = self.makers[locale], locale[:2]
        one = Known(
            language=language,
            name=name,
            born=maker.date_of_birth(minimum_age=5, maximum_age=70),
            phone=maker.phone_number(),
            mail=maker.email(),
            street=self.street(locale),
            told="",
        )
        ways = (
            "{name}, {born}, {phone}, {mail}, {street}",
            "{name}\n{born}\n{street}\n{phone}\n{mail}",
            "{name} ({born}), {street}. Tel {phone}, {mail}",
        )
        written = self.chance.choice(ways).format(
            name=name,
            born=self.day(one.born, language),
            phone=one.phone,
            mail=one.mail,
            street=one.street,
        )
        return Known(**{**vars(one), "told": written})

    def street(self, locale: str) -> str:
        """One line with a number, for without one it tells nothing."""
        while True:
            line = self.makers[locale].street_address().splitlines()[-1]
            if any(c.isdecimal() for c in line):
                return line

    def day(self, when: date, language: str) -> str:
        month = MONTHS[language].split()[when.month - 1]
        return self.chance.choice(
            (
                f"{when.day:02}.{when.month:02}.{when.year}",
                f"{when.day}/{when.month}/{when.year}",
                f"{when.day:02}-{when.month:02}-{when.year}",
                when.isoformat(),
                f"{when.day} {month} {when.year}",
                f"{when.day}. {month} {when.year}",
            )
        )

    # --- what is nobody's ---

    def clean(self, language: str) -> str:
        pick = self.chance
        return pick.choice(CLEAN[language]).format(
            day=pick.choice(DAYS[language]),
            hour=pick.randint(8, 17),
            minute=pick.choice(("00", "15", "30")),
            n=pick.randint(2, 11),
            m=pick.randint(12, 40),
            long=pick.randint(10_000_000, 99_999_999),
            money=pick.choice(
                ("125 000 kr.", "€ 1.250.000", "250.000 EUR", "12,500,000 DKK", "98 500 €")
            ),
            year=pick.choice(("2026", "2026-2027", "2026/2027")),
            people=pick.choice(("60 000", "125.000", "1 250 000", "8500")),
            recent=self.day(TODAY - timedelta(days=pick.randint(1, 700)), language),
        )


# --- how a name is mistyped -----------------------------------------------------------------------


def _letters(name: str) -> list[int]:
    return [n for n, c in enumerate(name) if c.isalpha()]


def edited(name: str, chance: random.Random) -> str:
    """One letter wrong, missing or too many, wherever it falls."""
    at, letter = chance.choice(_letters(name)), chance.choice("abcdefghijklmnopqrstuvwxyz")
    letter = letter.upper() if name[at].isupper() else letter
    return chance.choice(
        (
            name[:at] + letter + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1 :],
        )
    )


def swapped(name: str, chance: random.Random) -> str:
    """Two neighbours changed places; case stays where it was, as under a finger on the shift key."""
    pairs = [n for n in _letters(name)[:-1] if name[n + 1].isalpha()]
    at = chance.choice(pairs)
    a, b = name[at], name[at + 1]
    first, second = (b.upper(), a.lower()) if a.isupper() and b.islower() else (b, a)
    return name[:at] + first + second + name[at + 2 :]


def unmarked(name: str, _chance: random.Random) -> str:
    """Without diacritics, as on another keyboard."""
    plain = name.translate(
        str.maketrans(
            {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss", "ł": "l", "\u0131": "i", "đ": "d"}
        )
    )
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def joined(name: str, _chance: random.Random) -> str:
    return name.replace(" ", "")


def split(name: str, chance: random.Random) -> str:
    """A blank inside one of its words."""
    places = [
        n
        for n in _letters(name)
        if 0 < n < len(name) - 1 and name[n - 1].isalpha() and name[n + 1].isalpha()
    ]
    return name if not places else (lambda at: f"{name[:at]} {name[at:]}")(chance.choice(places))


Mistype = Callable[[str, random.Random], str]
MISTYPED: dict[str, Mistype] = {
    "one letter": edited,
    "swapped": swapped,
    "no marks": unmarked,
    "joined": joined,
    "split": split,
}
