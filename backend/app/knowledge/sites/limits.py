"""How much one visit may take."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """For one visit; seconds and bytes."""

    pages: int = 100
    page_bytes: int = 2 * 1024 * 1024
    bytes: int = 50 * 1024 * 1024
    page_seconds: float = 15
    seconds: float = 15 * 60
    pause: float = 0.5
    """Between two pages, unless the site asks for more."""
    held: timedelta = timedelta(minutes=3)
    """How long one page, or robots.txt with the sitemaps, may take before somebody else takes over."""


LIMITS = Limits()
