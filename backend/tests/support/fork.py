"""A fork becomes the program: it gets what a command line would give, then runs the program's own main function."""

import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[2]


def become(module: str, environ: Mapping[str, str], errors: str) -> None:
    """Be `python -m module` with this environment in a session of its own; standard error goes to the file `errors`."""
    assert "tests.support.bare" in sys.modules, "the environment is not that of a command"
    os.setsid()
    os.environ.update(environ)
    os.chdir(BACKEND)
    for number, path in enumerate((os.devnull, os.devnull, errors)):
        opened = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv[:] = [module]
    sys.exit(importlib.import_module(module).main())
