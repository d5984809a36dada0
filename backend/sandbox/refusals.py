"""What Meta says when it takes nothing for a customer: status, codes, words and headers of its error tables."""

import json
import math

from sandbox.errors import GraphError
from sandbox.state import Refusal

_WORDS: dict[Refusal, tuple[int, int, str]] = {
    "another_app": (100, 2534037, "(#100) The action is invalid since it's not the thread owner."),
    "person_unavailable": (551, 1545041, "(#551) This person isn't available right now."),
    "too_fast": (613, 2534040, "(#613) Calls to this API have exceeded the rate limit."),
    "usage_spent": (
        80002,
        0,
        "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.",
    ),
    "restricted": (10, 1893063, "(#10) The account is temporarily restricted because of policy violations."),
    "window_closed": (10, 2534022, "(#10) This message is sent outside of allowed window."),
    "access_off": (200, 2534041, "(#200) The account owner has switched off access to messages."),
}


def refuse(refusal: Refusal, account_id: str, pause_seconds: int) -> GraphError:
    """The answer to a call that the account makes meanwhile. A rate limit asks for a pause in its headers."""
    code, subcode, words = _WORDS[refusal]
    match refusal:
        case "too_fast":
            headers = {"Retry-After": str(pause_seconds)}
        case "usage_spent":
            headers = _usage(account_id, math.ceil(pause_seconds / 60))
        case _:
            headers = {}
    return GraphError(
        code,
        words,
        subcode=subcode or None,
        status=429 if refusal == "too_fast" else 400,
        transient=bool(headers),
        headers=headers,
    )


def _usage(account_id: str, minutes: int) -> dict[str, str]:
    """Meta's two usage headers: everything is used up, in percent, and access comes back after so many minutes."""
    spent = {"call_count": 100, "total_cputime": 25, "total_time": 25}
    of_account = {"type": "instagram", **spent, "estimated_time_to_regain_access": minutes}
    return {
        "X-App-Usage": json.dumps(spent),
        "X-Business-Use-Case-Usage": json.dumps({account_id: [of_account]}),
    }
