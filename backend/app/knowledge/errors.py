"""How a document or the search may refuse: a stable code for programs, a sentence for the owner."""

from typing import Literal

RefusalCode = Literal[
    "not_a_pdf",
    "encrypted",
    "broken",
    "empty",
    "no_text",
    "placeholder",
    "too_large",
    "too_many_pages",
    "too_much_text",
    "timed_out",
]

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 500

REFUSALS: dict[RefusalCode, str] = {
    "not_a_pdf": "This file is not a PDF, whatever its name says. Save it as a PDF and upload it again.",
    "encrypted": "This PDF is locked with a password. Save a copy without the password and upload that.",
    "broken": "This PDF is damaged and cannot be read. Save it again from the program that made it.",
    "empty": "There is nothing in this file.",
    "no_text": "This is a scan or a picture: it holds no text that can be read. "
    "Upload the original document, or a scan with recognised text.",
    "placeholder": "This PDF holds only the notice “Please wait...”: its contents show in Adobe Reader alone. "
    "Open it there, print it to a new PDF and upload that.",
    "too_large": f"This file is larger than {MAX_BYTES // 1024 // 1024} MB. Upload it in smaller parts.",
    "too_many_pages": f"This PDF has more than {MAX_PAGES} pages. Upload it in smaller parts.",
    "too_much_text": "This PDF holds more text than can be indexed at once. Upload it in smaller parts.",
    "timed_out": "Reading this PDF took too much time or memory. Print it to a new, simpler PDF and upload that.",
}


class DocumentRefused(Exception):
    """A document that cannot be indexed. `code` is stable; `text` tells the owner what to do."""

    def __init__(self, code: RefusalCode, text: str | None = None) -> None:
        self.code: RefusalCode = code
        self.text = text or REFUSALS[code]
        super().__init__(f"{code}: {self.text}")


class EmbeddingsUnavailable(Exception):
    """The configured embedding provider cannot be used; the message says what to set."""


class VectorsUnavailable(Exception):
    """The vector store cannot be opened; the message says what to do."""
