"""`make bench-appointments [DATA=folder]`: dates in words, booking dialogues, a load of bookings; JSON at the end."""

import argparse
import sys
from pathlib import Path

import uvloop

from bench.appointments import dates, dialogues, load_run, slots
from bench.appointments.cases import cases, set_below
from bench.processes import BenchError
from bench.report import Row, say, show, write

DATES = "recognizers_datetime"


def main() -> int:
    """Read the command line and measure. A bar that does not hold is a figure; 1: a measure could not be made."""
    parser = argparse.ArgumentParser(prog="python -m bench.appointments", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        help=f"a folder with any of {', '.join((DATES, *slots.NAMES, dialogues.NAME))} in it",
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
        rows += uvloop.run(dialogues.measure(folder))
    if not rows:
        say("dates: no data given")
    try:
        rows += uvloop.run(load_run.measure())
    except BenchError as error:
        say(f"The load run could not be made. {error}")
        complete = False
    for row in rows:
        show(row)
    write(rows)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
