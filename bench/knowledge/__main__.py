"""`make bench-knowledge DATA=folder`: the measures of retrieval, rows for people, one JSON array on the last line."""

import argparse
import sys
from pathlib import Path

import uvloop

from app.knowledge.embeddings import LocalEmbedder
from bench.knowledge import abstention, answers, ingestion, recall, speed
from bench.knowledge.sets import NAMES, question_sets
from bench.report import Row, say, show, tell


def main() -> int:
    """Read the command line and measure. A bar that does not hold is a figure."""
    parser = argparse.ArgumentParser(prog="python -m bench.knowledge", description=__doc__)
    parser.add_argument("--data", type=Path, help=f"a folder with any of {', '.join(NAMES)} in it")
    parser.add_argument("--only", default="", help="part of a set's name, M5 or M6")
    asked = parser.parse_args()
    tell(uvloop.run(_measure(asked.data, asked.only)))
    return 0


async def _measure(data: Path | None, only: str) -> list[Row]:
    rows: list[Row] = []
    embedder = LocalEmbedder()
    for each in question_sets(data) if data else ():
        if only in each.name:
            found = [await recall.measure(embedder, each), *await abstention.measure(embedder, each)]
            found += await answers.measure(embedder, each)
            for row in found:
                show(row)
            rows += found
    if not rows:
        say("M4: no data given")
    if only in "M5":
        rows.append(await speed.measure(embedder))
        show(rows[-1])
    if only in "M6":
        found = await ingestion.measure(embedder)
        for row in found:
            show(row)
        rows += found
    return rows


if __name__ == "__main__":
    sys.exit(main())
