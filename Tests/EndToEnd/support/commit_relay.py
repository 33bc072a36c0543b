"""A relay before PostgreSQL that knows when a transaction is committed (frontend messages of protocol 3.0: section 55.7 of its manual)."""

import asyncio
import contextlib
import struct
import threading
from collections.abc import Callable

from .relay import Connection, Relay

# SSLRequest and GSSENCRequest, which come before the start-up message.
REQUESTS = {80877103, 80877104}
READY = b"Z\x00\x00\x00\x05I"


class CommitRelay(Relay):
    """Does something at a chosen commit: in its place, or when the server has carried it out and nobody has been told."""

    def __init__(self, target: int) -> None:
        self._mark: str | None = None
        self._after = False
        self._act: Callable[[], object] = lambda: None
        self.done = threading.Event()
        super().__init__(target)

    def at_commit(self, mark: str, act: Callable[[], object], after: bool) -> None:
        """`mark` stands in a statement of the transaction. The connection ends with it."""
        self.done.clear()
        self._act, self._after, self._mark = act, after, mark

    def wait_done(self) -> None:
        assert self.done.wait(15), f"there was no commit with {self._mark!r}"

    async def _pass(self, connection: Connection, reader, writer, there, back) -> None:
        answers = asyncio.ensure_future(self._carry(connection, there, writer))
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._ask(reader, there, back, answers)
        finally:
            answers.cancel()

    async def _ask(self, reader, there, back, answers) -> None:
        while True:
            data = await reader.readexactly(8)
            length, code = struct.unpack(">II", data)
            back.write(data + await reader.readexactly(length - 8))
            if code not in REQUESTS:
                break
        names: dict[bytes, str] = {}
        transaction: list[str] = []
        while True:
            group, said = await self._group(reader, names)
            for text in said:
                transaction = [] if text.startswith("BEGIN") else [*transaction, text]
            if "COMMIT" in said and self._mark and any(self._mark in text for text in transaction):
                return await self._at_commit(group, there, back, answers)
            back.write(group)

    async def _group(self, reader: asyncio.StreamReader, names: dict[bytes, str]) -> tuple[bytes, list[str]]:
        """Messages up to a Sync or a simple query, and the statements that they run."""
        group, said = b"", []
        while True:
            head = await reader.readexactly(5)
            body = await reader.readexactly(struct.unpack(">I", head[1:])[0] - 4)
            group += head + body
            parts = body.split(b"\0", 2)
            if head[:1] == b"P":
                names[parts[0]] = parts[1].decode()
            elif head[:1] == b"B":
                said.append(names[parts[1]])
            elif head[:1] in b"SQX":
                return group, said

    async def _at_commit(self, commit: bytes, there, back, answers) -> None:
        self._mark = None
        if self._after:
            answers.cancel()
            await asyncio.gather(answers, return_exceptions=True)
            back.write(commit)
            await there.readuntil(READY)
        # It may wait for the end of a process.
        await asyncio.get_running_loop().run_in_executor(None, self._act)
        self.done.set()
