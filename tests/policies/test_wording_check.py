"""What may describe a person is seen; what people say to each other about work is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policies.wording_check import sounds_personal
from bot.vocabulary.reference import CaseRef

PERSONAL = [
    "write to a.b-c@example.org please",
    "he is @someone:matrix.example.org",
    "his account is GB29 NWBK 6016 1331 9268 19",
    "NL91ABNA0417164300",
    "mt84MALT011000012345MTLCAST001S",
    "call +45 12 34 56 78",
    "call 0045 12345678",
    "call 030/123 45 67",
    "call (030) 1234567",
    "call 12\u200b34\u200b56\u200b78",
    "call 12\u00a034\u202f56\u00a078",
    "number 010203-1234",
    "born 1.2.2011",
    "born 01/02/11",
    "born 2011-02-01",
    "born 3. marts 2011",
    "born 3 February 2011",
    "né le 3 août 2011",
    "geboren am 3. März 2011",
]
HARMLESS = [
    "",
    "Thank you, we meet on Tuesday at 10:00.",
    "Lines leave at 08:30, 13:00 and 16:00.",
    "amber-harbour-47-K",
    "case answer amber-harbour-47-K next:screening by:2d",
    "2 of 3 seats have answered, 1 is open",
    "call 112 if it is urgent",
    "step 14 is done in 30 days",
    "nr47 this plan goes well with many good words",
    "kl14 mødes vi alle sammen i det store lokale",
    "see @here and @channel",
    "version 2.11.3 of the agreement",
    "room 1204, floor 12",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_a_number_an_address_or_a_date_is_seen(text: str) -> None:
    assert sounds_personal(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_words_about_the_work_are_left_alone(text: str) -> None:
    assert not sounds_personal(text)


@given(st.integers(0, CaseRef.SPACE - 1))
def test_no_case_name_is_taken_for_a_person(serial: int) -> None:
    assert not sounds_personal(f"case show {CaseRef(serial)}")


@pytest.mark.timeout(5)
@pytest.mark.parametrize("text", ["a" * 20_000, "@" * 20_000, "1" * 20_000 + "a", "1 " * 10_000])
def test_a_very_long_text_is_read_quickly(text: str) -> None:
    sounds_personal(text)
