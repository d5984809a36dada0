"""Why a site or a page was not read, or not all of it: a stable code, and a sentence for the owner."""

from dataclasses import dataclass
from typing import Literal

ReasonCode = Literal[
    "robots",
    "robots_unreachable",
    "noindex",
    "unchanged",
    "gone",
    "same",
    "moved",
    "elsewhere",
    "address_refused",
    "unreachable",
    "refused",
    "come_back_later",
    "stops_us",
    "not_html",
    "no_text",
    "too_large",
    "page_limit",
    "byte_limit",
    "time_limit",
    "fault",
]

_SENTENCES: dict[ReasonCode, str] = {
    "robots": "The site's robots.txt asks not to be read here.",
    "robots_unreachable": "The site's robots.txt cannot be read at the moment, so nothing was read. Try again later.",
    "noindex": "The page asks not to be kept by search engines and the like.",
    "unchanged": "Nothing has changed since it was last read.",
    "gone": "The page is no longer there.",
    "address_refused": "This address leads into a private network, so it was not read.",
    "come_back_later": "The site asked us to come back later. What was read before is used; read it again in a while.",
    "stops_us": "This page could not be looked at. It is tried again at the next reading.",
    "not_html": "This is not a web page. Upload files under documents.",
    "no_text": "The page shows no text unless its scripts run, and they are not run here. Add its text by hand.",
    "byte_limit": "The site is larger than can be read at once; what was read until then is used.",
    "time_limit": "The site answers too slowly to be read whole, or asks for long pauses; what was read is used.",
    "fault": "The site could not be read because of a fault on our side. Read it again in a while.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A code for programs, a sentence for people. A document that cannot be read has codes of its own."""

    code: str
    text: str


def because(code: ReasonCode, text: str | None = None) -> Reason:
    """The reason of this code, in its usual words or in these."""
    return Reason(code, text or _SENTENCES[code])


def for_status(status: int) -> Reason:
    """Why an answer with this error status is no page."""
    if status in (404, 410):
        return because("gone")
    if status == 429 or status >= 500:
        return because("unreachable", f"The site could not show this page when we asked (answer {status}).")
    return because("refused", f"The site does not show this page to us (answer {status}).")
