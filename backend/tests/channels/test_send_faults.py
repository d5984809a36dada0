"""What the network's refusals mean, and how fast an account may send."""

import pytest

from app.channels.adapter import SendFailed, SendFault
from app.channels.instagram.errors import PLAIN_WORDS, classify, pause_asked
from app.channels.pace import SendPace


@pytest.mark.parametrize(
    ("code", "subcode", "fault"),
    [
        (4, 0, SendFault.retry), (613, 2534040, SendFault.retry), (80002, 77, SendFault.retry),
        (1, 1357046, SendFault.unknown), (2, 0, SendFault.unknown),
        (10, 2534022, SendFault.window_closed), (10, 2018278, SendFault.window_closed),
        (190, 0, SendFault.reconnect), (190, 463, SendFault.reconnect), (200, 2534041, SendFault.reconnect),
        (368, 5, SendFault.restricted), (613, 2018338, SendFault.restricted), (10, 1893063, SendFault.restricted),
        (551, 1545041, SendFault.person_unavailable), (551, 0, SendFault.person_unavailable),
        (200, 1545041, SendFault.person_unavailable), (100, 2534014, SendFault.person_unavailable),
        (100, 2534037, SendFault.not_thread_owner), (100, 2018300, SendFault.not_thread_owner),
        (100, 0, SendFault.final), (100, 33, SendFault.final), (200, 0, SendFault.final), (10, 4711, SendFault.final),
        (123456, 0, SendFault.final),
    ],
)  # fmt: skip
def test_a_refusal_means_what_the_table_says(code: int, subcode: int, fault: SendFault) -> None:
    assert classify(code, subcode) is fault


def test_every_fault_has_plain_words() -> None:
    assert set(PLAIN_WORDS) == set(SendFault)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "999999"}, 3600),
        ({"retry-after": "nan"}, None),
        ({"x-business-use-case-usage": '{"17": [{"call_count": 100, "estimated_time_to_regain_access": 2}]}'}, 120),
        ({"x-business-use-case-usage": '{"17": {"estimated_time_to_regain_access": 2}}'}, None),
        ({"x-business-use-case-usage": "[1"}, None),
    ],
)  # fmt: skip
def test_the_pause_a_network_asks_for_is_read_from_its_headers(
    headers: dict[str, str], seconds: float
) -> None:
    assert pause_asked(headers) == seconds


def test_a_burst_passes_and_what_follows_is_evenly_spaced() -> None:
    pace = SendPace(10, lambda: 100.0)
    waits = [pace.next_wait() for _ in range(6)]
    assert waits[:3] == [0, 0, 0]
    assert waits[3:] == pytest.approx([0.1, 0.2, 0.3])


def test_what_would_wait_too_long_is_given_back() -> None:
    pace = SendPace(1, lambda: 100.0)
    for _ in range(3):
        pace.next_wait()
    with pytest.raises(SendFailed) as refusal:
        pace.next_wait()
    assert refusal.value.fault is SendFault.retry and refusal.value.is_ours
    assert refusal.value.retry_after is not None and refusal.value.retry_after > 2


def test_an_account_that_was_told_to_wait_waits() -> None:
    now = [100.0]
    pace = SendPace(100, lambda: now[0])
    pace.hold(30)
    with pytest.raises(SendFailed):
        pace.next_wait()
    now[0] += 30
    assert pace.next_wait() == 0
