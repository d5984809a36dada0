"""What counts as right, wrong and a question in `make bench-appointments`."""

import json
from pathlib import Path

import pytest
from bench.appointments.cases import Case, cases
from bench.appointments.dates import our_verdict, their_verdict


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """ "Friday at 4", for which both halves of the day are gold."""
    values = [
        {"timex": "XXXX-WXX-5T04:00", "type": "datetime", "value": "2021-03-19 04:00:00"},
        {"timex": "XXXX-WXX-5T04:00", "type": "datetime", "value": "2021-03-26 04:00:00"},
        {"timex": "XXXX-WXX-5T16:00", "type": "datetime", "value": "2021-03-19 16:00:00"},
        {"timex": "XXXX-WXX-5T16:00", "type": "datetime", "value": "2021-03-26 16:00:00"},
    ]
    line = {
        "lang": "en", "verified": True, "input": "Friday at 4", "reference": "2021-03-22T09:00:00",
        "expected": [{"text": "friday at 4", "start": 0, "end": 11, "type": "datetimeV2.datetime", "values": values}],
    }  # fmt: skip
    (tmp_path / "cases.jsonl").write_text(json.dumps(line) + "\n")
    (only,) = cases(tmp_path)
    return only


def test_the_future_readings_are_gold(case: Case) -> None:
    assert case.gold == {"2021-03-26 04:00", "2021-03-26 16:00"}


def test_a_question_is_neither_right_nor_wrong(case: Case) -> None:
    assert our_verdict(case) == "unsure"


@pytest.mark.parametrize(
    ("kind", "value", "verdict"),
    [
        ("datetime", "2021-03-26T16:00:00", "right"),
        ("datetime", "2021-03-26T09:00:00", "wrong"),
        ("datetime", "2021-03-19T16:00:00", "wrong"),
        ("date", "2021-03-26", "unsure"),
        ("date", "2021-03-25", "wrong"),
    ],
)
def test_what_a_library_is_sure_of_and_is_not_so_is_wrong(
    case: Case, kind: str, value: str, verdict: str
) -> None:
    assert their_verdict(case, {"kind": kind, "value": value}) == verdict


def test_no_answer_is_silence(case: Case) -> None:
    assert their_verdict(case, None) == "silent"
