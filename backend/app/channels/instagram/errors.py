"""Meta's error codes as data: what each means for a send. Texts are localised, so only code and subcode count.

Source: Meta's error-code page for messaging (2026-06-25) and the rate-limit pages.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from app.channels.adapter import SendFault

_ANY = 0
_LONGEST_PAUSE = 3600.0

# (code, subcode): the pair first, then the code with any subcode. What stands nowhere will never go out.
_TABLE: dict[SendFault, tuple[tuple[int, int], ...]] = {
    SendFault.retry: (
        (4, _ANY),  # the app calls too often
        (17, _ANY),  # the user
        (32, _ANY),  # the page
        (613, _ANY),  # a custom limit
        (613, 2534040),
        (80001, _ANY),  # the page's business use
        (80002, _ANY),  # the Instagram account's
        (80006, _ANY),  # Messenger's
        (100, 2018321),  # the network's own automated flow runs in this conversation
        (2018321, _ANY),
    ),
    SendFault.unknown: (
        (1, _ANY),
        (1, 99),
        (1, 1357046),  # "invalid reply", though messages were sent
        (2, _ANY),
    ),
    SendFault.window_closed: (
        (10, 2018278),
        (10, 2534022),
        (10, 2018065),
    ),
    SendFault.reconnect: (
        (190, _ANY),
        (190, 458),  # the app was removed
        (190, 459),  # a checkpoint
        (190, 460),  # password changed or session ended
        (190, 463),  # expired
        (10, 2534077),  # page link or two-factor not in order
        (200, 2534041),  # the owner switched message access off
        (200, 2534066),  # the token lacks a scope
    ),
    SendFault.restricted: (
        (368, _ANY),
        (10, 1893063),
        (100, 2534029),
        (613, 2018338),  # a warning about misuse, no rate limit
    ),
    SendFault.person_unavailable: (
        (551, _ANY),
        (551, 1545041),
        (10, 2018108),
        (200, 1545041),
        (100, 2534014),  # no such Instagram user: deleted, or blocked us
        (100, 2018001),  # the same on Messenger
    ),
    SendFault.not_thread_owner: (
        (100, 2534037),
        (100, 2018300),
        (2018300, _ANY),
    ),
    SendFault.final: (
        (100, _ANY),  # a bad parameter, a retired tag, a text that is too long
        (100, 33),  # object missing, no permission, or a dead edge
        (100, 2534015),  # message data of another type
        (100, 2534025),  # the comment takes no private reply
        (100, 2018008),  # the attachment could not be fetched
        (100, 2018014),  # message and sender action together
        (100, 2018047),  # the attachment's type
        (100, 2018109),  # the attachment's size
        (100, 2018294),  # the video took too long
        (200, _ANY),  # a permission is missing, or the app is not live
        (200, 2018028),
        (230, _ANY),  # a profile without consent
        (9010, _ANY),  # a profile that is not there
        (10900, _ANY),  # private reply: already answered
        (10903, _ANY),  # private reply: not allowed
        (10904, _ANY),  # private reply: the page has messages off
        (2018218, _ANY),
        (2018247, _ANY),
    ),
}
_FAULTS = {pair: fault for fault, pairs in _TABLE.items() for pair in pairs}

PLAIN_WORDS: dict[SendFault, str] = {
    SendFault.retry: "Instagram asked us to slow down.",
    SendFault.unknown: "Instagram did not say whether the message went out.",
    SendFault.final: "Instagram refused this message.",
    SendFault.window_closed: "The customer last wrote more than 24 hours ago: Instagram lets no automatic answer out.",
    SendFault.reconnect: "Instagram no longer accepts our access. Link the account again, and check in Instagram that "
    "Settings > Messages and story replies > Message controls > Connected tools > Allow access to messages is on.",
    SendFault.restricted: "Instagram has restricted this account. Look into the account's notices in Instagram.",
    SendFault.person_unavailable: "Instagram says this customer cannot receive messages at the moment: the profile is "
    "gone, or has blocked the account.",
    SendFault.not_thread_owner: "Another app of the business holds this conversation.",
}


def classify(code: int, subcode: int) -> SendFault:
    """What a Graph error means for the message that got it."""
    return _FAULTS.get((code, subcode)) or _FAULTS.get((code, _ANY), SendFault.final)


def pause_asked(headers: Mapping[str, str]) -> float | None:
    """For how many seconds the network wants to hear nothing, at most an hour; None where it does not say."""
    asked = [*_seconds(headers.get("retry-after"), 1), *_usage_pauses(headers)]
    return min(max(asked), _LONGEST_PAUSE) if asked else None


def _usage_pauses(headers: Mapping[str, str]) -> Iterator[float]:
    """Meta's header maps a business id to a list of counters, whose pause is in minutes."""
    try:
        usage: Any = orjson.loads(headers.get("x-business-use-case-usage") or "{}")
    except orjson.JSONDecodeError:
        return
    for counters in usage.values() if isinstance(usage, dict) else ():
        for counter in counters if isinstance(counters, list) else ():
            if isinstance(counter, dict):
                yield from _seconds(counter.get("estimated_time_to_regain_access"), 60)


def _seconds(value: object, unit: int) -> Iterator[float]:
    try:
        number = float(value) if isinstance(value, (str, int, float)) else 0.0
    except ValueError:
        return
    if 0 < number < float("inf"):
        yield number * unit
