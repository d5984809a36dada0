"""`make bench-knowledge DATA=folder`: the measures of retrieval, rows for people, one JSON array on the last line."""

import argparse
import sys
from pathlib import Path

import uvloop

from app.knowledge.embeddings import LocalEmbedder
from bench.knowledge import recall
from bench.knowledge.sets import NAMES, question_sets
from bench.report import Row, say, show, write


def main() -> int:
    """Read the command line and measure. A bar that does not hold is a figure."""
    parser = argparse.ArgumentParser(prog="python -m bench.knowledge", description=__doc__)
    parser.add_argument("--data", type=Path, help=f"a folder with any of {', '.join(NAMES)} in it")
    parser.add_argument("--only", default="", help="part of a set's name, for example doc2dial")
    asked = parser.parse_args()
    write(uvloop.run(_measure(asked.data, asked.only)))
    return 0


async def _measure(data: Path | None, only: str) -> list[Row]:
    rows: list[Row] = []
    embedder = LocalEmbedder()
    for each in question_sets(data) if data else ():
        if only in each.name:
            rows.append(await recall.measure(embedder, each))
            show(rows[-1])
    if not rows:
        say("M4: no data given")
    return rows


if __name__ == "__main__":
    sys.exit(main())
