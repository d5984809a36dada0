"""Text from outside may hold characters that PostgreSQL refuses or a model chokes on."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without NUL and lone surrogates (promise D1): what is left fits a text column and UTF-8."""
    return _UNSTORABLE.sub("", text)


def one_line(text: str) -> str:
    """The text in one line, without control characters: what stands in headers and calendars."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
