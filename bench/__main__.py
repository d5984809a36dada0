"""`make bench`: run the measures, print their rows, and end with one JSON array on the last line of standard output."""

import argparse
import sys

import uvloop

from bench import golden, m1_acks, m2_turn, m3_burst, m3b_bursts, m10_streams
from bench.processes import BenchError, busy_cores
from bench.report import Row, say, show, write

_MEASURES = {
    "M1": m1_acks.measure,
    "M2": m2_turn.measure,
    "M3": m3_burst.measure,
    "M3b": m3b_bursts.measure,
    "M10": m10_streams.measure,
    "golden": golden.measure,
}

_BUSY = 0.2


def main() -> int:
    """Read the command line and measure; 1 when a measure could not be made. A bar that does not hold is a figure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default=",".join(_MEASURES), help="for example M1,M2")
    parser.add_argument("--data", help="a folder of data sets, for measures that read one (none does so far)")
    wanted = parser.parse_args().only.split(",")
    if unknown := set(wanted) - set(_MEASURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(_MEASURES)}")
    rows, complete = uvloop.run(_measure(wanted))
    write(rows)
    return 0 if complete else 1


async def _measure(wanted: list[str]) -> tuple[list[Row], bool]:
    rows: list[Row] = []
    complete = True
    busy = await busy_cores()
    if busy > _BUSY:
        say(f"Other programs keep {busy:.1f} cores of this machine at work: take times and rates with care.")
    for name in wanted:
        try:
            found = await _MEASURES[name]()
        except BenchError as error:
            say(f"{name} could not be made. {error}")
            complete = False
            continue
        for row in found:
            show(row)
        rows += found
    return rows, complete


if __name__ == "__main__":
    sys.exit(main())
