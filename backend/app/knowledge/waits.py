"""How long a host that somebody else runs may have us wait."""

import math
from typing import Any

from app.llm.remote import seconds_to_wait

_LONGEST = 24 * 60 * 60.0


def seconds_asked(headers: Any) -> float | None:
    """For how many seconds an answer asks to be left alone, a day at most; None: it does not say, or no number."""
    try:
        asked = seconds_to_wait(headers)
    except OverflowError:  # a date that no calendar has
        return None
    return min(asked, _LONGEST) if asked is not None and math.isfinite(asked) else None
