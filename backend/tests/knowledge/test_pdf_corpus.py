"""Every file of the shared PDF corpus ends as its manifest says: read with its needles, or refused in time."""

import asyncio
import json
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from app.knowledge.errors import DocumentRefused
from app.knowledge.parsing import ParsedDocument, parse_pdf

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "data" / "pdf_corpus"
REFUSED_AS = {
    "password": {"encrypted"},
    "ocr": {"no_text"},
    "placeholder": {"placeholder"},
    "reject": {"empty", "not_a_pdf"},
}

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the PDF corpus is not beside this repository (../shared/data/pdf_corpus)"
)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


async def outcome(record: dict[str, Any]) -> ParsedDocument | str:
    try:
        return await parse_pdf((CORPUS / record["file"]).read_bytes())
    except DocumentRefused as refused:
        return refused.code


async def test_every_file_ends_as_expected_within_a_minute() -> None:
    records = [json.loads(line) for line in (CORPUS / "manifest.jsonl").read_text().splitlines()]
    begun = time.monotonic()
    both_cores = asyncio.Semaphore(2)

    async def judged(record: dict[str, Any]) -> list[str]:
        async with both_cores:
            result = await outcome(record)
        return [f"{record['file']}: {fault}" for fault in faults(record, result)]

    found = [fault for each in await asyncio.gather(*map(judged, records)) for fault in each]

    assert found == []
    assert time.monotonic() - begun < 60


def faults(record: dict[str, Any], result: ParsedDocument | str) -> list[str]:
    expected = record["expect"]
    if expected in REFUSED_AS:
        return [] if result in REFUSED_AS[expected] else [f"expected {expected}, got {result!r:.80}"]
    if expected == "no_crash":
        return []
    if isinstance(result, str):
        return [f"refused as {result}"]
    pages = {
        n: squeezed(" ".join(b.text for b in result.blocks if b.page == n))
        for n in range(1, result.page_count + 1)
    }
    missing = [n["text"] for n in record.get("needles", []) if squeezed(n["text"]) not in pages[n["page"]]]
    missing += [
        f["question"]
        for f in record.get("facts", [])
        if not any(squeezed(answer) in pages[f["page"]] for answer in f["answer_any"])
    ]
    return [f"does not hold {text!r}" for text in missing] or ([] if result.blocks else ["no text"])
