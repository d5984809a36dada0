"""The parser process: a file on standard input, JSON lines on standard output, then it is gone.

Lines: {"page_count": n or null, "title": t}, then {"page": i, "blocks": [[kind, text], ...]}, each page once or in
several lots, then {"done": true}; or, at any point, {"refused": code}. Only this process imports what reads foreign
files: a hostile one can exhaust no memory and no time but this process's own.
"""

import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from app.knowledge.parsing.kinds import CSV, DOCX, HTML, MARKDOWN, PDF, PLAIN_TEXT, PPTX, XLSX
from app.knowledge.parsing.layout import letters
from app.knowledge.parsing.reading import MAX_CHARACTERS, Reading, Refused, ran_out

MEMORY_BYTES = 1024**3
CPU_SECONDS = 90
SCAN_CPU_SECONDS = 240
"""Recognising a full page takes some five seconds."""

_READERS = {
    PDF: "read_pdf",
    DOCX: "read_docx",
    PPTX: "read_pptx",
    XLSX: "read_xlsx",
    HTML: "read_html",
    MARKDOWN: "read_markdown",
    CSV: "read_csv",
    PLAIN_TEXT: "read_text",
}
_LOT = 1000  # blocks of one page that are said at once


class _Mouth:
    """Writes our lines. Whatever a reader prints goes nowhere instead of between them."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)

    def say(self, **line: Any) -> None:
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._out.flush()


def main() -> None:
    mouth = _Mouth()
    data = sys.stdin.buffer.read()
    read = reader_of(sys.argv[1])
    _limit()
    try:
        _tell(read(data), mouth)
    except Refused as refused:
        mouth.say(refused=refused.code)
    except Exception as error:  # there are many ways to say that a file is damaged
        mouth.say(refused="timed_out" if ran_out(error) else "broken")


def reader_of(media_type: str) -> Callable[[bytes], Reading]:
    """What reads files of this kind; its libraries come with it."""
    reader: Any = importlib.import_module(f"app.knowledge.parsing.{_READERS[media_type]}")
    read: Callable[[bytes], Reading] = reader.read
    return read


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, SCAN_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _tell(reading: Reading, mouth: _Mouth) -> None:
    mouth.say(page_count=reading.page_count, title=reading.title)
    characters = worded = 0
    for page, blocks in reading.pages:
        characters += sum(len(text) for _, text in blocks)
        if characters > MAX_CHARACTERS:
            raise Refused("too_much_text")
        worded = worded or any(letters(text) for _, text in blocks)
        for start in range(0, max(len(blocks), 1), _LOT):
            mouth.say(page=page, blocks=blocks[start : start + _LOT])
    if not worded:
        raise Refused("empty")
    mouth.say(done=True)


if __name__ == "__main__":
    main()
