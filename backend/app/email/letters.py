"""Letters are templates: `templates/<name>.txt` and `<name>.html`, each inside a base layout that carries the brand.

Mails about signing in are the product's, all others the business's. What goes to a business's customers is one letter
in many languages; its own people read theirs in the language that the business chose.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.email import customer_words, owner_words
from app.email.colours import ink_on
from app.people.branding import PRODUCT, Brand
from app.platform.text import one_line

LOGO_ID: Final = "logo@frontdesk"
"""Under which name the logo travels in the mail."""

_OF_A_BOOKING: Final = ("booked", "changed", "cancelled")

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, filled in."""

    subject: str
    """One line, whatever the facts hold."""
    text: str
    html: str


def fill_in(letter: str, brand: Brand = PRODUCT, *, logo: str = f"cid:{LOGO_ID}", **facts: Any) -> Letter:
    """The letter with these facts; raises `jinja2.UndefinedError` when one is missing. `logo`: where the picture is."""
    template = letter
    language = "en"
    if letter in customer_words.LETTERS:
        template, language = "to_customer", facts["language"]
        facts["words"] = customer_words.words_of(language)
        # `until`: nothing but its end is another.
        facts["said"] = "customer_lasts" if facts.get("until") else letter
    elif letter in owner_words.LETTERS:
        template, language = "to_owner" if letter in _OF_A_BOOKING else letter, brand.language
        facts["words"] = owner_words.words_of(language)
    shown: dict[str, Any] = {
        "business": brand.name,
        **facts,
        "letter": letter,
        "lang": language,
        "brand": brand,
        "ink": ink_on(brand.accent),
        "logo": logo if brand.logo else None,
    }
    plain = _environment.get_template(f"{template}.txt")
    subject = "".join(plain.blocks["subject"](plain.new_context(shown)))
    return Letter(
        subject=one_line(subject),
        text=plain.render(shown),
        html=_environment.get_template(f"{template}.html").render(shown),
    )
