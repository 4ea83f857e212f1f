from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.config import ConfigWrong, Environment, Settings, load, parse
from bot.config.faults import fields_of, line_of, lines_of
from bot.config.shape import Table
from bot.people import Duty
from bot.policies import neutral
from bot.vocabulary.reference import FIRST, SECOND

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
CANARY = "quokka-7"
NO_KEY = Environment(master_key=None)


def wrong(text: str) -> str:
    with pytest.raises(ConfigWrong) as caught:
        parse(text)
    return str(caught.value)


def line_with(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if part in line)


def changed(*pairs: tuple[str, str]) -> str:
    text = EXAMPLE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_the_example_loads_as_a_light_partnership_with_live_seats() -> None:
    settings = load(ROOT / "config.example.toml", NO_KEY)

    assert settings.partnership.process_profile == "light"
    assert settings.partnership.batches == (time(8, 30), time(13), time(16))
    assert settings.partnership.closed_days == (date(2026, 12, 24), date(2026, 12, 31))
    assert [settings.lacking(seat) for seat in settings.seats] == [(), (), ()]
    assert settings.people[0].duties == {Duty.COORDINATOR, Duty.HOLDER}


def settings_shown(table: type[Table]) -> Iterator[str]:
    yield from fields_of(table)
    for field in table.model_fields.values():
        for inner in types_in(field.annotation):
            if isinstance(inner, type) and issubclass(inner, Table):
                yield from settings_shown(inner)


def types_in(hint: object) -> Iterator[object]:
    """The types inside optional ones and tuples."""
    yield hint
    for part in get_args(hint):
        yield from types_in(part)


def test_the_example_shows_every_setting() -> None:
    shown = {line.strip("# ").split("=")[0].strip(" []") for line in EXAMPLE.splitlines()}

    names = set(settings_shown(Settings)) - {"master_key", "residents_by_age"}
    assert names <= shown


def test_every_setting_says_what_is_expected() -> None:
    for table in Table.__subclasses__():
        assert all(field.description for field in table.model_fields.values()), table


def test_relative_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(EXAMPLE, encoding="utf-8")

    settings = load(file, NO_KEY)

    assert settings.storage.url == f"sqlite:///{tmp_path}/confer.db"
    assert settings.storage.master_key_file == tmp_path / "master.key"
    assert settings.matrix is not None
    assert settings.matrix.store == tmp_path / "matrix-store"


def test_absolute_paths_and_other_databases_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    url = "postgresql://confer@db/confer"
    file.write_text(
        changed(("sqlite:///confer.db", url), ('"master.key"', '"/etc/confer/key"')),
        encoding="utf-8",
    )

    storage = load(file, NO_KEY).storage

    assert (storage.url, storage.master_key_file) == (url, Path("/etc/confer/key"))


def test_the_master_key_comes_from_the_environment_and_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    key = base64.b64encode(CANARY.encode()).decode()

    settings = load(file, Environment(master_key=SecretStr(key)))

    assert settings.storage.master_key is not None
    assert settings.storage.master_key.get_secret_value() == key
    assert key not in repr(settings)


def test_the_password_of_the_database_may_stand_in_a_file_and_is_not_shown(tmp_path: Path) -> None:
    text = changed(
        ('url = "sqlite:///confer.db"', 'url = "postgresql://confer@db/confer"'),
        ("# password_file =", "password_file ="),
    )
    (tmp_path / "config.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigWrong, match="the database's password cannot be read there"):
        load(tmp_path / "config.toml", NO_KEY)
    (tmp_path / "postgres-password").write_text(f"{CANARY}/@:\n", "utf-8")
    settings = load(tmp_path / "config.toml", NO_KEY)
    assert settings.storage.url == f"postgresql://confer:{CANARY}%2F%40%3A@db/confer"
    assert CANARY not in repr(settings)
    (tmp_path / "postgres-password").write_text("\n", "utf-8")
    with pytest.raises(ConfigWrong, match="no password stands there"):
        load(tmp_path / "config.toml", NO_KEY)


@pytest.mark.parametrize("url", ["sqlite:///confer.db", "postgresql://confer:word@db/confer"])
def test_a_file_for_a_password_needs_an_address_that_lacks_one(url: str) -> None:
    text = changed(("sqlite:///confer.db", url), ("# password_file =", "password_file ="))
    assert "without a password in it" in wrong(text)


def test_a_person_and_a_password_of_the_database_are_not_shown() -> None:
    url = f"postgresql://confer:{CANARY}@db/confer"

    shown = repr(parse(changed(("sqlite:///confer.db", url), ("Anna Holm", CANARY))))

    assert CANARY not in shown
    assert "@anna" not in shown


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('language = "en"', 'langauge = "en"', "[partnership] langauge: no such setting; did you"),
        ('zone = "Europe/Copenhagen"', f'zone = "{CANARY}"', "[partnership] zone: expected a time"),
        ('country = "DK"', 'country = "DKX"', "[partnership] country: expected a country"),
        ("u12 = 7800", "u13 = 7800", "[partnership.residents_by_age] u13: no such setting; did"),
        ('sector = "social"', f'sector = "{CANARY}"', "[[seats]] 2, sector: expected one of muni"),
        ('on_call = ["weekends"]', f'on_call = ["{CANARY}"]', "[[people]] 2, on_call: expected"),
        ('batches = ["08:30"', f'batches = ["{CANARY}"', "[partnership] batches: expected times"),
        ('emergency_number = "112"', "emergency_number = 112", "expected digits in quotes"),
        ("first_answer_hours = 24", "first_answer_hours = 25", "expected a whole number of hours"),
        ("channel_line = true", 'channel_line = "yes"', "channel_line: expected true"),
        (
            "contacts = 3",
            "contacts = 0",
            "[crowding] contacts: expected a whole number of contacts",
        ),
        ("agencies = 2", "agencies = 21", "[crowding] agencies: expected a whole number of agenc"),
        ("days = 14", "days = 1", "[crowding] days: expected a whole number of days, 2 to 60"),
        ("residents = 60000", 'residents = "60000"', "[partnership] residents: expected how many"),
        ("keeping_not_taken_months = 6", "keeping_not_taken_months = 25", "months, 0 to 24"),
        ('master_key_file = "master.key"', f'master_key = "{CANARY}"', "expected nothing here"),
        (
            'url = "sqlite:///confer.db"',
            f'url = "mysql://u:{CANARY}@h/d"',
            "[storage] url: expected",
        ),
        ('matrix = "@anna:example.org"', f'matrix = "{CANARY}"', "[[people]] 1, matrix: expected"),
        ('level = "INFO"', 'level = "LOUD"', "[logs] level: expected one of DEBUG"),
    ],
)
def test_an_error_names_the_line_and_what_is_expected_and_repeats_no_value(
    old: str, new: str, says: str
) -> None:
    text = changed((old, new))

    message = wrong(text)

    assert f"config.toml, line {line_with(text, new)}: " in message
    assert says in message
    assert CANARY not in message


def test_a_missing_setting_is_told_at_the_line_of_its_table() -> None:
    text = changed(("keeping_archived_months = 12\n", ""))

    where = line_with(text, "[partnership]")
    assert wrong(text) == (
        f"config.toml, line {where}: [partnership] keeping_archived_months: "
        "is missing; expected a whole number of months, 0 to 60"
    )


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    text = changed(('level = "INFO"', "level = 3"), ('key = "town"', 'key = "Town Hall"'))

    lines = wrong(text).splitlines()

    assert [line.split(": ")[1] for line in lines] == ["[[seats]] 1, key", "[logs] level"]


def test_a_secret_pasted_as_a_key_is_not_repeated() -> None:
    secret = "Zm9v-" + CANARY
    text = changed(('level = "INFO"', f"{secret} = 1"))

    assert wrong(text) == (
        f"config.toml, line {line_with(text, secret)}: [logs] (a key): no such setting"
    )


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (f'level = "{CANARY}', "not readable"),
        (f'level = "INFO"\nlevel = "{CANARY}"', "stands twice"),
    ],
)
def test_text_that_is_not_toml_is_told_with_its_line(new: str, says: str) -> None:
    text = changed(('level = "INFO"', new))

    message = wrong(text)

    assert f"line {line_with(text, CANARY)}: " in message
    assert says in message
    assert CANARY not in message


def test_a_missing_file_points_to_init(tmp_path: Path) -> None:
    with pytest.raises(ConfigWrong, match="confer init"):
        load(tmp_path / "config.toml", NO_KEY)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(ConfigWrong, match="not UTF-8"):
        load(tmp_path / "config.toml", NO_KEY)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"coordinator", ', "", "nobody has the duty coordinator; exactly one person must"),
        ('"deputy_coordinator", ', "", "nobody has the duty deputy_coordinator"),
        ('duties = ["holder"]', 'duties = ["holder", "coordinator"]', "a coordinator already"),
        ('["weekends"]', '["weekdays"]', "must be on call at weekends"),
        ('["administrator"]', '["administrator", "auditor"]', "has no other duty"),
        ('["administrator"]', '["administrator"]\nseat = "town"', "an administrator has no seat"),
        ('["administrator"]', '["holder"]', "is missing; a holder speaks for a seat"),
        ('seat = "town"', 'seat = "police"', "may not be of the police contact's agency"),
        ('seat = "social"', 'seat = "school"', "no seat has this key"),
        ('key = "social"', 'key = "town"', "this key stands twice; each seat has its own"),
        ('key = "bo"', 'key = "anna"', "this key stands twice; each person has their own"),
        ("@bo:example.org", "@anna:example.org", "this account belongs to somebody else here"),
        ('sector = "social"', 'sector = "ngo"', "needs one care profession"),
        ('profile = "light"', 'profile = "full"', "needs a seat of health, mental_health or edu"),
        ('# region = "BY"', 'region = "BY"', "unknown region; holidays are known for: none"),
        ("# residents_part = 20000", "residents_part = 70000", "more residents than the whole"),
        ("u12 = 7800", "u12 = 17800", "the ages together are more than residents"),
        ("agencies = 2", "agencies = 4", "each agency has one contact at least"),
    ],
)
def test_settings_that_do_not_fit_together_are_told_in_a_sentence(
    old: str, new: str, says: str
) -> None:
    message = wrong(changed((old, new)))

    assert says in message
    assert message.startswith("config.toml, line ")


def test_a_model_of_names_that_is_not_installed_is_refused_in_a_clear_sentence() -> None:
    said = wrong(changed(('# ner_model = "en_core_web_sm"', 'ner_model = "xx_no_such_model"')))

    assert "no model of this name is installed" in said
    assert "python -m spacy download" in said


@pytest.mark.parametrize(
    "name", ["Against radicalisation", "Anti-gang team", "Risicojongeren Oost", "Gewaltprävention"]
)
def test_h13_a_name_that_everybody_reads_carries_no_theme_and_labels_nobody(name: str) -> None:
    old = 'name = "Example Partnership"'

    said = wrong(changed((old, f'name = "{name}"')))

    assert "names a theme or labels people; take a neutral name" in said
    assert name not in said
    room = ('seats_room = "#seats:', 'seats_room = "#extremism-seats:')
    assert "take a neutral name" in wrong(changed(room))


def test_h13_no_word_of_a_reference_labels_anybody() -> None:
    """Nor do names of places, which look alike."""
    places = [
        "Bandon valley",
        "Sektion Süd",
        "Section nord",
        "Violenstraat",
        "Taterhof",
        "Vesterbro",
    ]

    assert [word for word in (*FIRST, *SECOND, *places) if neutral.labels(word)] == []


def test_the_full_profile_names_the_seats_it_misses() -> None:
    text = changed(
        ('profile = "light"', 'profile = "full"'), ('sector = "municipality"', 'sector = "health"')
    )

    assert "also needs a seat of municipality" in wrong(text)


def test_the_light_profile_is_content_with_the_coordinators_own_seat() -> None:
    text = changed(('sector = "municipality"', 'sector = "education"'))

    assert parse(text).partnership.process_profile == "light"


def test_a_seat_without_agreement_holder_or_deputy_is_not_live_and_no_error() -> None:
    text = changed(
        ("agreement = 2026-09-01\n", ""),
        ('["coordinator", "holder"]', '["coordinator"]'),
        ('["deputy_coordinator", "deputy"]', '["deputy_coordinator"]'),
    )

    settings = parse(text)

    assert settings.lacking(settings.seats[0]) == ("agreement", "holder", "deputy")


def test_a_seat_that_is_not_permanent_needs_an_agreement_only() -> None:
    text = changed(("permanent = true", "permanent = false"))

    settings = parse(text)

    assert settings.lacking(settings.seats[0]) == ()


@given(st.data())
def test_every_line_of_the_example_is_found_again(data: st.DataObject) -> None:
    lines = lines_of(EXAMPLE)
    place, number = data.draw(st.sampled_from(sorted(lines.items(), key=str)))

    assert line_of(place, lines) == number
    assert str(place[-1]) in EXAMPLE.splitlines()[number - 1] or isinstance(place[-1], int)
