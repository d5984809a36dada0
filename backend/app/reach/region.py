"""In which country a time zone lies, so that a number without its country code can be read."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def region_of(timezone: str) -> str | None:
    """The country by its two letters; None: the zone is of no country, or has an old name."""
    return _regions().get(timezone)


@cache
def _regions() -> Mapping[str, str]:
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {zone: country for country, _, zone, *_ in rows}
