"""How a document is refused: a stable code for programs, a sentence for the owner."""

from typing import Literal

RefusalCode = Literal[
    "unreadable_kind",
    "content_mismatch",
    "encrypted",
    "broken",
    "empty",
    "no_text",
    "placeholder",
    "too_large",
    "too_many_pages",
    "too_much_text",
    "unpacks_too_large",
    "scan_too_long",
    "timed_out",
]

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 500
"""Slides and sheets count too."""

MAX_SCANNED_PAGES = 20

REFUSALS: dict[RefusalCode, str] = {
    "unreadable_kind": "Files of this kind cannot be read here. Upload a PDF, a Word document (DOCX), a presentation "
    "(PPTX), a workbook (XLSX), a web page, or a text (TXT, Markdown, CSV).",
    "content_mismatch": "What is in this file is not what its name says. "
    "Save it anew from the program that made it and upload it again.",
    "encrypted": "This file is locked with a password. Save a copy without the password and upload that.",
    "broken": "This file is damaged and cannot be read. Save it again from the program that made it.",
    "empty": "There is nothing in this file.",
    "no_text": "This is a scan or a picture: it holds no text that can be read. "
    "Upload the original document, or a scan with recognised text.",
    "placeholder": "This PDF holds only the notice “Please wait...”: its contents show in Adobe Reader alone. "
    "Open it there, print it to a new PDF and upload that.",
    "too_large": f"This file is larger than {MAX_BYTES // 1024 // 1024} MB. Upload it in smaller parts.",
    "too_many_pages": f"This file has more than {MAX_PAGES} pages. Upload it in smaller parts.",
    "too_much_text": "This file holds more text than can be indexed at once. Upload it in smaller parts.",
    "unpacks_too_large": "This file unpacks to far more than it seems to hold. "
    "Save its text in a new document and upload that.",
    "scan_too_long": f"Text can be recognised on at most {MAX_SCANNED_PAGES} scanned pages of one file. "
    "Upload the scan in smaller parts.",
    "timed_out": "Reading this file took too much time or memory. Save it in a simpler form and upload that.",
}


class DocumentRefused(Exception):
    """A document that cannot be indexed. `code` is stable; `text` tells the owner what to do."""

    def __init__(self, code: RefusalCode, text: str | None = None) -> None:
        self.code: RefusalCode = code
        self.text = text or REFUSALS[code]
        super().__init__(f"{code}: {self.text}")
