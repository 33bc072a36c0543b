"""What several processes share: a PostgreSQL and a Redis of a test's own, each with its data in a temporary folder."""

import os
import pathlib
import pwd
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
        binaries = pathlib.Path(os.environ["PARLANCE_TEST_POSTGRES_BIN"])
        place.mkdir()
        options = dict(QUIET)
        if os.getuid() == 0:
            entry = pwd.getpwnam("postgres")
            options |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            os.chown(place, entry.pw_uid, entry.pw_gid)
            place.parent.chmod(0o711)
        port = free_port()
        self.url = f"postgres://parlance@127.0.0.1:{port}/postgres"
        make = [binaries / "initdb", "-D", place / "data", "-U", "parlance", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
        subprocess.run(make, check=True, **options)
        serve = [binaries / "postgres", "-D", place / "data", "-p", str(port), "-h", "127.0.0.1", "-k", place, "-c", "fsync=off"]
        self.process = subprocess.Popen(serve, **options)
        wait(lambda: not subprocess.run([binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], **QUIET).returncode, self.process)

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


class Redis:
    """Keeps nothing: it is empty after each start."""

    def __init__(self, place: pathlib.Path) -> None:
        place.mkdir()
        self.path = place / "socket"
        self.url = f"redis+unix://{self.path}"
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


def wait(condition, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline and process.poll() is None, f"{process.args[0]} did not start"
        time.sleep(0.02)
