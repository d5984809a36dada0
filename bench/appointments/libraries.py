"""Installing and asking the libraries, in an environment of their own."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.appointments.cases import Case
from bench.processes import REPOSITORY, BenchError
from bench.report import say

_ENVIRONMENT = REPOSITORY / ".venv-bench-dates"
_REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_PROGRAM = Path(__file__).with_name("library_program.py")


def answers(cases: Sequence[Case]) -> list[Mapping[str, Any]]:
    """What each library reads in each case."""
    asked = "".join(
        json.dumps(
            {"language": case.language, "text": case.text, "span": case.span, "now": case.now.isoformat()}
        )
        + "\n"
        for case in cases
    )
    done = subprocess.run(
        [str(_install()), str(_PROGRAM)], input=asked, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError(f"The libraries could not be asked: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _install() -> Path:
    """Make their environment unless it is the one that the requirements ask for; its Python."""
    python = _ENVIRONMENT / "bin" / "python"
    mark = _ENVIRONMENT / ".installed"
    wanted = hashlib.sha256(_REQUIREMENTS.read_bytes()).hexdigest()
    if python.exists() and mark.exists() and mark.read_text() == wanted:
        return python
    say("  installing the libraries (once) ...")
    _do(sys.executable, "-m", "venv", "--clear", str(_ENVIRONMENT))
    install = ("install", "--quiet", "--require-hashes", "-r", str(_REQUIREMENTS))
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv:
        _do(uv, "pip", *install, "--python", str(python))
    else:
        _do(str(python), "-m", "pip", "--disable-pip-version-check", *install)
    mark.write_text(wanted)
    return python


def _do(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise BenchError(f"{' '.join(command)} failed: {done.stderr[-2000:]}")
