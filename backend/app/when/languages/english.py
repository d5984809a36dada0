"""English."""

DAY_FIRST = False
"""Whether 3/4 can only be 3 April. Where it is false, 3/4 has two readings."""

NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty"""
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
OTHER_NUMBERS = {"a couple of": 2, "a couple": 2, "couple of": 2}
RANKS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
MORE_RANKS = {"thirtieth": 30}
ORDINAL_ENDINGS = "st|nd|rd|th"

WEEKDAYS = {
    "tues": 1, "weds": 2, "wensday": 2, "wendsday": 2, "thur": 3, "thurs": 3, "thrs": 3, "firday": 4, "sataday": 5,
}  # fmt: skip
MONTHS = {"sept": 9}
UNLIKELY_WEEKDAYS = ("sat", "sun", "mon", "wed")
"""Words that mean a weekday only beside other words of time."""
NOT_NAMES: tuple[str, ...] = ()
"""Abbreviations of days and months that are ordinary words."""

_TOMORROW = """
tomorrow tomorow tommorow tommorrow tmrw tmr tmw tmrow tmoro tomo tomoz tomoro tomoz 2moro 2morrow 2morow 2mrw 2mro
"""
RELATIVE = {
    "today": 0, "2day": 0, "yesterday": -1, "day before yesterday": -2, "the day before yesterday": -2,
}  # fmt: skip
RELATIVE |= {
    f"{before}{word}": days
    for word in _TOMORROW.split()
    for before, days in (("", 1), ("day after ", 2), ("the day after ", 2))
}
PARTS = {
    "early morning": "morning", "morning": "morning", "mornings": "morning", "first thing": "morning",
    "first thing in the morning": "morning", "midday": "midday",
    "lunchtime": "midday", "lunch time": "midday", "afternoon": "afternoon", "evening": "evening", "night": "night",
}  # fmt: skip
TODAY_PARTS = {
    "tonight": (0, "night"), "tonite": (0, "night"), "this morning": (0, "morning"),
    "this afternoon": (0, "afternoon"), "this evening": (0, "evening"), "last night": (-1, "night"),
}  # fmt: skip
CLOCKS = {"noon": 12, "noonish": 12, "midnight": 24}
UNITS = {
    "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute", "hour": "hour", "hours": "hour",
    "hr": "hour", "hrs": "hour", "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month",
    "months": "month", "year": "year", "years": "year", "wk": "week", "wks": "week", "fortnight": "fortnight",
    "fortnights": "fortnight",
}  # fmt: skip
FIXED_DAYS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "boxing day": (12, 26),
    "new years eve": (12, 31), "new year s eve": (12, 31), "new years day": (1, 1), "new year s day": (1, 1),
    "new year": (1, 1), "valentines day": (2, 14), "valentine s day": (2, 14), "halloween": (10, 31),
}  # fmt: skip
HOURS: dict[str, str] = {}
WORDS = {
    "next": "next; nxt; following",
    "this": "this",
    "coming": "coming; upcoming; this coming; this upcoming; the coming",
    "last": "last; previous; past",
    "weekend": "weekend; wkend; wknd; week end",
    "article": "a; an",
    "half": "half",
    "quarter": "quarter; a quarter",
    "past": "past",
    "to": "to",
    "half_day_am": "am",
    "half_day_pm": "pm",
    "at": "at",
    "around": "around; about; circa; approximately; roughly",
    "oclock": "o clock; oclock; ish; h; sharp",
    "in": "in",
    "later": "later; from now; from today; time",
    "ago": "ago",
    "from": "from; between; since",
    "onwards": "onwards; onward; or later; or after",
    "same": "same time; the same time; this time; at the same time; at this time",
    "after": "after; not before; no earlier than; not earlier than",
    "before": "before; by; no later than; not later than; not after",
    "not": "not; except; except for; excluding; but not; anything but; any day but; apart from; "
    "other than; besides; can t do; cant do; cannot do; can t make; cant make",
    "inert": "why not; if not; or not; whether or not",
    "not_that": "doesn t work; doesnt work; does not work; won t work; wont work; is no good; isn t good; "
    "doesn t suit; is not possible; isn t possible; is out",
    "until": "and",
    "till": "until; till; through; thru",
    "of": "of",
    "the": "the",
    "on": "on",
    "every": "every; each; every other; every second",
    "now": "now; right now; asap; as soon as possible; immediately; at the moment; at this moment; at present",
    "big": "hundred; thousand",
    "holiday": "easter; easter monday; easter sunday; good friday; thanksgiving; independence day; labor day",
    "counted": "people; persons; person; guests; adults; kids; children; of us; ppl; pax; pounds; dollars; euros",
}
