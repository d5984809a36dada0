"""`make bench-appointments DATA=folder`: reading dates and times in words; one JSON array on the last line."""

import argparse
import sys
from pathlib import Path

from bench.appointments import dates, slots
from bench.appointments.cases import cases, set_below
from bench.processes import BenchError
from bench.report import Row, say, show, write

DATES = "recognizers_datetime"


def main() -> int:
    """Read the command line and measure. A bar that does not hold is a figure; 1: a measure could not be made."""
    parser = argparse.ArgumentParser(prog="python -m bench.appointments", description=__doc__)
    parser.add_argument(
        "--data", type=Path, help=f"a folder with any of {', '.join((DATES, *slots.NAMES))} in it"
    )
    folder = parser.parse_args().data
    rows: list[Row] = []
    complete = True
    if folder and (place := set_below(folder, DATES)):
        try:
            rows += dates.measure(cases(place))
        except BenchError as error:
            say(f"The reading of dates could not be measured. {error}")
            complete = False
    if folder:
        rows += slots.measure(folder)
    for row in rows:
        show(row)
    if not rows:
        say("dates: no data given")
    write(rows)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
