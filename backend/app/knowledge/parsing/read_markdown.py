"""Markdown, by way of the web page that it stands for."""

from markdown_it import MarkdownIt

from app.knowledge.parsing.read_html import read_markup
from app.knowledge.parsing.read_text import decoded
from app.knowledge.parsing.reading import Reading


def read(data: bytes) -> Reading:
    """CommonMark with tables; what is written in HTML counts as such."""
    return read_markup(MarkdownIt("commonmark").enable("table").render(decoded(data)))
