"""The real program on a free port, with a data folder of its own."""

import contextlib
import os
import pathlib
import re
import select
import signal
import subprocess
import time

READY = re.compile(r"Parlance is at (http://127\.0\.0\.1:(\d+))\s*$")
COMPANION_PARTS = ("PARLANCE_COMPANION", "PARLANCE_COMPANION_PYTHON", "PARLANCE_MODEL", "PARLANCE_MODEL_SHA256")


def program() -> str:
    """The program under test; scripts/test says where it is."""
    path = os.environ.get("PARLANCE_TEST_PROGRAM")
    assert path and os.access(path, os.X_OK), "PARLANCE_TEST_PROGRAM must name the program: scripts/test sets it"
    return path


def environment(extra: dict[str, str] | None = None, companion: bool = False) -> dict[str, str]:
    """What the program sees: nothing of the caller's PARLANCE_ settings but where its parts are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARLANCE_")}
    for name in ("PARLANCE_WEB", *(COMPANION_PARTS if companion else ())):
        if name in os.environ:
            kept[name] = os.environ[name]
    return kept | (extra or {})


def run(*arguments: str, extra: dict[str, str] | None = None, timeout: float = 30) -> subprocess.CompletedProcess[str]:
    """Runs the program to its end."""
    return subprocess.run(
        [program(), *arguments], env=environment(extra), capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL
    )


class Program:
    """A server that can be started, stopped and killed again and again; its log is kept over all of that."""

    def __init__(
        self,
        data: pathlib.Path,
        extra: dict[str, str] | None = None,
        companion: bool = False,
        arguments: tuple[str, ...] = (),
        before: tuple[str, ...] = (),
        limits=None,
    ) -> None:
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._extra = extra
        self._companion = companion
        self._arguments = arguments
        self._before = before
        self._limits = limits

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def start(self, timeout: float = 30) -> "Program":
        assert not self.is_up, "it runs already"
        command = [*self._before, program(), "--port", str(self.port), "--data", str(self.data), *self._arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=environment(self._extra, self._companion),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                preexec_fn=self._limits,
                # What a terminal sends to the tests is not for the server.
                start_new_session=True,
            )
        match = READY.search(self._first_line(timeout))
        assert match, f"the program did not say where it is; its log ends with:\n{self.log_text[-2000:]}"
        self.port = int(match[2])
        return self

    def _first_line(self, timeout: float) -> str:
        assert self.process is not None and self.process.stdout is not None
        line, deadline = b"", time.monotonic() + timeout
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                break
            byte = os.read(self.process.stdout.fileno(), 1)
            if not byte:
                break
            line += byte
        return line.decode(errors="replace")

    def kill(self) -> None:
        """As when the plug is pulled."""
        self._end(signal.SIGKILL)

    def stop(self, timeout: float = 15) -> int:
        """As an operator stops it; returns the exit code."""
        return self._end(signal.SIGTERM, timeout)

    def _end(self, signal_number: int, timeout: float = 15) -> int:
        assert self.process is not None
        if self.is_up:
            self.process.send_signal(signal_number)
        code = self.process.wait(timeout)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def resident(self) -> int:
        """Resident memory in bytes."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    def children(self) -> list[int]:
        found = []
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            # A thread may end meanwhile.
            with contextlib.suppress(OSError):
                found += [int(child) for child in (task / "children").read_text().split()]
        return found
