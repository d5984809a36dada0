"""Reads many PDFs in one process, a JSON line for each: to start one for every file would take most of the time.

python -m tests.knowledge.read_corpus file ...
"""

import json
import sys
from pathlib import Path
from typing import Any

from app.knowledge.parsing.kinds import PDF, kind_of
from app.knowledge.parsing.parser_process import reader_of
from app.knowledge.parsing.reading import Refused, ran_out
from app.knowledge.parsing.refusals import DocumentRefused


def outcome(path: Path) -> dict[str, Any]:
    """The text of its pages, or the code it was refused with."""
    content = path.read_bytes()
    if not content:
        return {"refused": "empty"}
    try:
        kind_of(content, path.name)
        reading = reader_of(PDF)(content)
        pages = {page: " ".join(text for _, text in blocks) for page, blocks in reading.pages}
    except (DocumentRefused, Refused) as refused:
        return {"refused": refused.code}
    except Exception as error:
        return {"refused": "timed_out" if ran_out(error) else "broken"}
    return {"pages": pages}


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(json.dumps(outcome(Path(name))) + "\n")
