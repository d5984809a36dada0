"""Every file of the shared PDF corpus ends as its manifest says: read with its needles, or refused."""

import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

BACKEND = Path(__file__).resolve().parents[2]
CORPUS = BACKEND.parents[1] / "shared" / "data" / "pdf_corpus"
MANIFEST = CORPUS / "manifest.jsonl"
RECORDS: list[dict[str, Any]] = (
    [json.loads(line) for line in MANIFEST.read_text().splitlines()] if MANIFEST.is_file() else []
)
REFUSED_AS = {
    "password": {"encrypted"},
    "ocr": {"no_text"},
    "placeholder": {"placeholder"},
    "reject": {"empty", "content_mismatch"},
}

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the PDF corpus is not beside this repository (../shared/data/pdf_corpus)"
)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, Any]]:
    """What became of every file, each read once. A file that ends its reader spoils them all, and that is a fault."""
    names = [record["file"] for record in RECORDS]
    command = (sys.executable, "-m", "tests.knowledge.read_corpus", *(str(CORPUS / name) for name in names))
    read = subprocess.run(command, cwd=BACKEND, capture_output=True, check=True, timeout=110, text=True)
    lines = (json.loads(line) for line in read.stdout.splitlines())
    return dict(zip(names, lines, strict=True))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["file"])
def test_a_file_ends_as_expected(outcomes: dict[str, dict[str, Any]], record: dict[str, Any]) -> None:
    assert faults(record, outcomes[record["file"]]) == []


def faults(record: dict[str, Any], result: dict[str, Any]) -> list[str]:
    expected, refused = record["expect"], result.get("refused")
    if expected == "ocr" and shutil.which("tesseract") and refused is None:
        return []  # what is drawn on it was recognised
    if expected in REFUSED_AS:
        return [] if refused in REFUSED_AS[expected] else [f"expected {expected}, got {result!r:.80}"]
    if expected == "no_crash":
        return []
    if refused:
        return [f"refused as {refused}"]
    pages = {int(page): squeezed(text) for page, text in result["pages"].items()}
    missing = [n["text"] for n in record.get("needles", []) if squeezed(n["text"]) not in pages[n["page"]]]
    missing += [
        f["question"]
        for f in record.get("facts", [])
        if not any(squeezed(answer) in pages[f["page"]] for answer in f["answer_any"])
    ]
    return [f"does not hold {text!r}" for text in missing] or ([] if any(pages.values()) else ["no text"])
