"""Rows of figures, and the small statistics behind them."""

import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `n` counts what was measured (acks, turns, messages); `spread` is over the repetitions."""

    measure: str
    value: float
    unit: str
    peer: str | None
    peer_value: float | None
    ratio: float | None
    n: int
    spread: float | None
    bar: str
    holds: bool


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all values do not exceed."""
    ordered = sorted(values)
    rank = max(0, -(-len(ordered) * percent // 100) - 1)
    return ordered[int(rank)]


def spread(values: Sequence[float]) -> float:
    """How far repetitions lie apart: (largest - smallest) / median."""
    return (max(values) - min(values)) / median(values)


def say(line: str) -> None:
    """Progress for whoever waits; standard output belongs to the result."""
    print(line, file=sys.stderr, flush=True)


def show(row: Row) -> None:
    """One row for a person."""
    against = "" if row.peer is None else f"; {row.peer}: {_figure(row.peer_value)} {row.unit}"
    ratio = "" if row.ratio is None else f"; ratio {row.ratio:.2f}"
    apart = "" if row.spread is None else f", spread {row.spread:.0%}"
    verdict = "holds" if row.holds else "DOES NOT HOLD"
    say(f"  {row.measure}: {_figure(row.value)} {row.unit}{against}{ratio} (n={row.n}{apart}); "
        f"bar {row.bar}: {verdict}")  # fmt: skip


def write(rows: Sequence[Row]) -> None:
    """The array, to bench/results.json and as the last line of standard output."""
    tell(rows)
    RESULTS.write_text(_array(rows) + "\n")


def tell(rows: Sequence[Row]) -> None:
    """The array as the last line of standard output."""
    print(_array(rows), flush=True)


def _array(rows: Sequence[Row]) -> str:
    return json.dumps([_rounded(row) for row in rows], ensure_ascii=False)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _rounded(row: Row) -> dict[str, object]:
    return {
        name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(row).items()
    }
