"""Letters are templates: `templates/<name>.txt` and `<name>.html`, each inside a base layout."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

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
    text: str
    html: str


def fill_in(letter: str, **facts: str) -> Letter:
    """The letter with these facts; raises `jinja2.UndefinedError` when one is missing."""
    plain = _environment.get_template(f"{letter}.txt")
    return Letter(
        subject="".join(plain.blocks["subject"](plain.new_context(facts))).strip(),
        text=plain.render(facts),
        html=_environment.get_template(f"{letter}.html").render(facts),
    )
