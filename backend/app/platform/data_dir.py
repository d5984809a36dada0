"""`DATA_DIR` belongs to one process at a time."""

import fcntl
from pathlib import Path
from typing import TextIO

from app.platform.settings import SettingsError


class DataDirLock:
    """Holds `DATA_DIR` until `release`, or until the process is gone: the kernel frees a flock after `kill -9`."""

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = (data_dir / "lock").open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise SettingsError(
                f"Another Frontdesk is using {data_dir}. Stop it, or give this one its own DATA_DIR."
            ) from None

    def release(self) -> None:
        """Let the next process have it."""
        self._file.close()
