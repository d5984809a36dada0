"""Imported by the process that programs are forked from, before the program: its environment becomes that of a command
in a test, and what the program's own imports put into it stays.
"""

import os

for _name in os.environ.keys() - {"PATH", "HOME", "LANG", "TMPDIR"}:
    del os.environ[_name]
