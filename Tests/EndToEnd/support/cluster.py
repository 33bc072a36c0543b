"""What several processes share: a PostgreSQL and a Redis of a test's own, each with its data in a temporary folder."""

import contextlib
import os
import pathlib
import pwd
import random
import signal
import socket
import subprocess
import time
from typing import Any

QUIET: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Postgres:
    """It does not run as root, so it is given to another user there."""

    def __init__(self, place: pathlib.Path) -> None:
        self._binaries = pathlib.Path(os.environ["PARLANCE_TEST_POSTGRES_BIN"])
        self._place = place
        place.mkdir()
        self._options = dict(QUIET)
        if os.getuid() == 0:
            entry = pwd.getpwnam("postgres")
            self._options |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            os.chown(place, entry.pw_uid, entry.pw_gid)
            place.parent.chmod(0o711)
        self.port = free_port()
        self.url = postgres_url(self.port)
        # What a process is told to share it. The key file belongs to what is sealed in it.
        self.settings = {"PARLANCE_DATABASE_URL": self.url, "PARLANCE_KEYS": f"{place}-keys"}
        make = [self._binaries / "initdb", "-D", place / "data", "-U", "parlance", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
        subprocess.run(make, check=True, **self._options)
        self.start()

    def start(self) -> None:
        """What was committed is with the operating system, which outlives all kills here: no need to wait for a disk."""
        settings = [part for setting in ("fsync=off", "max_connections=300") for part in ("-c", setting)]
        serve = [self._binaries / "postgres", "-D", self._place / "data", "-p", str(self.port), "-h", "127.0.0.1", "-k", self._place, *settings]
        self.process = subprocess.Popen(serve, **self._options)
        ready = [self._binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port)]
        wait(lambda: not subprocess.run(ready, **QUIET).returncode, self.process)

    def kill(self) -> None:
        """All its processes, as when the plug is pulled."""
        # So that it has no others meanwhile.
        self.process.send_signal(signal.SIGSTOP)
        wait(lambda: is_stopped(self.process.pid))
        children = self._children()
        for process in (self.process.pid, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait(10)
        wait(lambda: not any(is_running(child) for child in children))

    def kill_one(self, chance: random.Random) -> None:
        """One of those that serve a connection: then all of them begin anew."""
        with contextlib.suppress(OSError):
            serving = [child for child in self._children() if b"postgres: parlance" in pathlib.Path(f"/proc/{child}/cmdline").read_bytes()]
            if serving:
                os.kill(chance.choice(serving), signal.SIGKILL)

    def _children(self) -> list[int]:
        listed = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in listed.split()]

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)


def postgres_url(port: int) -> str:
    return f"postgres://parlance@127.0.0.1:{port}/postgres"


def is_running(process: int) -> bool:
    return state(process) not in ("Z", "")


def is_stopped(process: int) -> bool:
    return state(process) in ("T", "Z", "")


def state(process: int) -> str:
    """The letter that stands for it in proc(5); empty when it is gone."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


class Redis:
    """Keeps nothing: it is empty after each start."""

    def __init__(self, place: pathlib.Path) -> None:
        place.mkdir()
        self.path = place / "socket"
        self.url = f"redis+unix://{self.path}"
        self.settings = {"PARLANCE_REDIS_URL": self.url}
        self._place = place
        self.start()

    def start(self) -> None:
        self.path.unlink(missing_ok=True)
        program = os.environ.get("PARLANCE_TEST_REDIS", "/usr/bin/redis-server")
        command = [program, "--port", "0", "--unixsocket", str(self.path), "--save", "", "--appendonly", "no", "--dir", str(self._place)]
        self.process = subprocess.Popen(command, **QUIET)
        wait(self.path.exists, self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


def wait(condition, process: subprocess.Popen | None = None) -> None:
    """`process` is what has to live for it."""
    deadline = time.monotonic() + 30
    while not condition():
        assert process is None or process.poll() is None, f"{process.args[0]} ended with {process.returncode}"
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.02)
