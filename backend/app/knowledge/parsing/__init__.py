"""Documents become blocks. The PDF engine runs only in a short-lived process of its own: see `parse`."""

from app.knowledge.parsing.blocks import Block, ParsedDocument
from app.knowledge.parsing.parse import parse_pdf

__all__ = ["Block", "ParsedDocument", "parse_pdf"]
