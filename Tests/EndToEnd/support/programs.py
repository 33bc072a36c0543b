"""Programs for tests, ended in the end, with a look for secrets in what they leave behind."""

import pathlib
import tempfile

from .api import Api
from .program import Program
from .secrecy import KEY, assert_folder_silent, assert_silent
from .standin import StandIn


class Programs:
    """Makes programs, each with a data folder of its own."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._made: list[Program] = []

    def make(self, standin: StandIn | None = None, extra: dict[str, str] | None = None, data: pathlib.Path | None = None, **options) -> Program:
        provided = {} if standin is None else {"PARLANCE_OPENAI_BASE_URL": standin.base_url, "PARLANCE_OPENAI_API_KEY": KEY}
        place = data or pathlib.Path(tempfile.mkdtemp(dir=self._folder)) / "data"
        program = Program(place, provided | (extra or {}), **options)
        self._made.append(program)
        return program

    def end(self) -> None:
        try:
            for program in self._made:
                if program.is_up:
                    assert_silent("/metrics", Api(program.port).get("/metrics", checked=False).body)
                    code = program.stop()
                    assert code == 0, f"the program ended with {code}; its log ends with:\n{program.log_text[-2000:]}"
                assert_silent("the log", program.log.read_bytes() if program.log.exists() else b"")
                if program.data.exists():
                    assert_folder_silent(program.data)
        finally:
            for program in self._made:
                if program.is_up:
                    program.kill()
