"""What the libraries read, in their own environment: a case per line of standard input, its answers per line of output.

A case is {language, text, span, now}; an answer is {engine: {kind: date | time | datetime, value: ISO} | null}, in the
reading that prefers the future. `dateparser parse` is given the exact words (`span`), the others the sentence.
"""

import json
import sys
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import dateparser
import dateparser.search
from recognizers_date_time import recognize_datetime

_CULTURES = {"en": "en-us", "es": "es-es", "tr": "tr-tr"}
_KINDS = ("date", "time", "datetime")


def _dateparser_parse(case: dict[str, Any], now: datetime) -> dict[str, str] | None:
    settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "future"}
    found = dateparser.parse(case["span"], languages=[case["language"]], settings=settings)
    return {"kind": "datetime", "value": found.isoformat()} if found else None


def _dateparser_search(case: dict[str, Any], now: datetime) -> dict[str, str] | None:
    settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "future"}
    found = dateparser.search.search_dates(case["text"], languages=[case["language"]], settings=settings)
    return {"kind": "datetime", "value": found[0][1].isoformat()} if found else None


def _recognizers(case: dict[str, Any], now: datetime) -> dict[str, str] | None:
    """The first date or time; of its readings the last, which is the future one."""
    for found in recognize_datetime(case["text"], _CULTURES[case["language"]], reference=now):
        kind = found.type_name.split(".")[-1]
        values = (found.resolution or {}).get("values", [])
        if kind in _KINDS and values and (value := values[-1].get("value")):
            return {"kind": kind, "value": value}
    return None


_ENGINES: dict[str, Callable[[dict[str, Any], datetime], dict[str, str] | None]] = {
    "dateparser parse (span)": _dateparser_parse,
    "dateparser search": _dateparser_search,
    "recognizers-text": _recognizers,
}


def main() -> None:
    """Answer until the input ends. What an engine raises is no answer."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        case = json.loads(line)
        now = datetime.fromisoformat(case["now"]) + timedelta()
        answers: dict[str, dict[str, str] | None] = {}
        for name, engine in _ENGINES.items():
            try:
                answers[name] = engine(case, now)
            except Exception:
                answers[name] = None
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
