"""PostgreSQL and Redis of a test's own, on sockets in temporary folders."""

import glob
import os
import pathlib
import shutil
import subprocess
import tempfile
import time


class Postgres:
    """An empty server; it refuses to run as root, so that it runs as `postgres` there."""

    def __init__(self) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="parlance-pg-"))
        self.folder.chmod(0o755)
        binaries = os.environ.get("PARLANCE_TEST_POSTGRES_BIN") or sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        data = self.folder / "data"
        self._run([f"{binaries}/initdb", "-D", data, "-U", "parlance", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        self._server = subprocess.Popen(
            [f"{binaries}/postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            user=self._user,
            group=self._user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait(lambda: self._run([f"{binaries}/pg_isready", "-q", "-h", self.folder, "-d", "postgres"], checked=False))

    @property
    def url(self) -> str:
        return f"postgres://parlance@/postgres?host={self.folder}"

    def end(self) -> None:
        self._server.kill()
        self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: list, checked: bool = True) -> bool:
        done = subprocess.run(
            list(map(str, command)), user=self._user, group=self._user, cwd=self.folder, capture_output=True, check=checked
        )
        return done.returncode == 0


class Redis:
    """An empty server that can be ended and started again, empty."""

    def __init__(self) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="parlance-redis-"))
        self._binary = os.environ.get("PARLANCE_TEST_REDIS") or "/usr/bin/redis-server"
        self.start()

    @property
    def url(self) -> str:
        return f"redis+unix://{self.folder}/socket"

    def start(self) -> None:
        socket = self.folder / "socket"
        socket.unlink(missing_ok=True)
        self._server = subprocess.Popen(
            [self._binary, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", self.folder],
            stdout=subprocess.DEVNULL,
        )
        wait(socket.exists)

    def end(self) -> None:
        self._server.kill()
        self._server.wait()

    def remove(self) -> None:
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)


def wait(condition, timeout: float = 30) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
