"""A relay between devices and a server that is as bad as networks are: it holds bytes back, cuts them anywhere, or falls silent."""

import asyncio
import contextlib
import random
import threading


class Relay:
    """Listens on a port of its own, on a thread of its own."""

    def __init__(self, target: int = 0, batch: float = 0) -> None:
        """`target`: the server's port. `batch`: seconds for which bytes are gathered; then they go on together, cut anywhere."""
        self.target = target
        self.port = 0
        self._batch = batch
        self._chance = random.Random(0)
        self._open: set[Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="relay", daemon=True)
        self._thread.start()
        self._call(self._listen())

    def fall_silent(self) -> None:
        """Nothing goes over the connections that there are any more, in either direction, and nobody is told. New ones work."""
        self._call(self._set(False))

    def speak(self) -> None:
        """What was held back goes on after all, in its order."""
        self._call(self._set(True))

    def end(self) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _call(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _set(self, flows: bool) -> None:
        for connection in self._open:
            (connection.flows.set if flows else connection.flows.clear)()

    async def _close(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        connection = Connection(writer, back)
        self._open.add(connection)
        try:
            await self._pass(connection, reader, writer, there, back)
        finally:
            self._open.discard(connection)
            connection.end()

    async def _pass(self, connection: "Connection", reader, writer, there, back) -> None:
        """Both directions: `reader` and `writer` are the device's, `there` and `back` the server's."""
        await asyncio.gather(self._carry(connection, reader, back), self._carry(connection, there, writer))

    async def _carry(self, connection: "Connection", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                if self._batch:
                    await asyncio.sleep(self._batch)
                    with contextlib.suppress(TimeoutError):
                        data += await asyncio.wait_for(reader.read(1 << 20), 0.001)
                await connection.flows.wait()
                for piece in self._pieces(data):
                    writer.write(piece)
                    await writer.drain()
        await connection.flows.wait()
        writer.close()

    def _pieces(self, data: bytes) -> list[bytes]:
        if not self._batch:
            return [data]
        places = sorted(self._chance.randrange(len(data) + 1) for _ in range(3))
        return [data[start:end] for start, end in zip([0, *places], [*places, len(data)]) if start < end]


class Connection:
    def __init__(self, *writers: asyncio.StreamWriter) -> None:
        self._writers = writers
        self.flows = asyncio.Event()
        self.flows.set()

    def end(self) -> None:
        for writer in self._writers:
            with contextlib.suppress(RuntimeError):
                writer.close()
