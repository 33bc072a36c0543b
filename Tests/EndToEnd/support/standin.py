"""A stand-in for an OpenAI-compatible provider, on a thread of its own. What it answers is chosen by the model's name: see answers.py."""

import asyncio
import contextlib
import dataclasses
import json
import socket
import struct
import threading
from collections.abc import Callable

from . import answers
from .gate import Gate

GO_ON = "Go on with your last message exactly where it stops"


@dataclasses.dataclass
class Asked:
    """A request for an answer, as it arrived."""

    model: str
    turns: list[dict]
    body: dict
    authorisation: str | None

    @property
    def question(self) -> str:
        """The last thing that the user said, or what is to be gone on with an answer to."""
        said = [turn["content"] for turn in self._conversation if turn["role"] == "user"]
        return said[-1] if said else ""

    @property
    def begun(self) -> str:
        """The answer so far, which is to be continued."""
        turns = self._conversation
        return turns[-1]["content"] if turns and turns[-1]["role"] == "assistant" else ""

    @property
    def _conversation(self) -> list[dict]:
        """Without the request to go on, which stands for a last turn of the assistant where providers take none."""
        return self.turns[:-1] if self.turns and self.turns[-1]["content"].startswith(GO_ON) else self.turns


class StandIn:
    """Listens on a port of the loopback address, which stays the same over stop and start."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.models = list(answers.MODELS)
        self.models_status = 200
        self.asked: list[Asked] = []
        self.scripts: dict[str, tuple[str, float | None]] = {}
        self.retry_after = "1"
        # Seconds before the first word.
        self.delay = 0.0
        self._gates: dict[str, Gate] = {}
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()
        self.port = 0
        self._thread = threading.Thread(target=self._loop.run_forever, name="stand-in", daemon=True)
        self._thread.start()
        self.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        self._call(self._listen())

    def stop(self) -> None:
        """Refuses connections, and resets those that are open."""
        self._call(self._close())

    def end(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def gate(self, question: str) -> Gate:
        """The gate for a question to the model `gated`; made before it is asked."""
        return self._gates.setdefault(question, Gate(self._loop))

    def script(self, question: str, text: str, pace: float | None = None) -> None:
        """What the model `scripted` says to a question, and how many words in a second."""
        self.scripts[question] = (text, pace)

    def requests(self, question: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.question == question]

    def _call(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._connections):
            reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; whether another may follow on the connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request, *lines = head.split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        if fields.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = await reader.readexactly(int(fields.get("content-length", "0")))
        method, path, _ = request.split(" ")
        if self.key and fields.get("authorization") != f"Bearer {self.key}":
            return respond(writer, 401, {"error": {"message": "Incorrect API key provided", "type": "invalid_request_error"}})
        if (method, path) == ("GET", "/v1/models"):
            listing = {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]}
            return respond(writer, self.models_status, listing)
        if (method, path) != ("POST", "/v1/chat/completions"):
            return respond(writer, 404, {"error": {"message": "no such path"}})
        parsed = json.loads(body)
        asked = Asked(parsed["model"], parsed["messages"], parsed, fields.get("authorization"))
        self.asked.append(asked)
        return await self._answer(asked, reader, writer)

    async def _answer(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        model = asked.model
        if model.startswith("status-"):
            status = int(model.removeprefix("status-"))
            return respond(writer, status, {"error": {"message": f"refused: {asked.question}"}}, {"Retry-After": self.retry_after})
        if model == "silent":
            await reader.read()
            return False
        if model == "nonsense":
            return respond(writer, 200, f"<html><body>{asked.question}</body></html>".encode(), {"Content-Type": "text/html"})
        stream = EventStream(writer, model)
        await stream.begin()
        # A reader that goes away ends the answer, as it would with a real provider.
        gone = asyncio.ensure_future(reader.read(1))
        saying = asyncio.ensure_future(self._say(asked, stream))
        await asyncio.wait({gone, saying}, return_when=asyncio.FIRST_COMPLETED)
        was_abandoned = not saying.done()
        for task in (gone, saying):
            task.cancel()
        said, _ = await asyncio.gather(saying, gone, return_exceptions=True)
        if was_abandoned and asked.question in self._gates:
            self._gates[asked.question].abandoned.release()
        if isinstance(said, Exception) and not isinstance(said, ConnectionError):
            raise said
        return said is True

    async def _say(self, asked: Asked, stream: "EventStream") -> bool:
        if asked.model == "gated":
            return await self._say_gated(asked, stream)
        plan = answers.plan(asked.model, asked.question, self.scripts, len(self.requests(asked.question)))
        whole = "".join(plan.words)
        # A text that is continued is gone on with; one that was made in another way is answered anew.
        rest = whole[len(asked.begun) :] if whole.startswith(asked.begun) else whole
        await asyncio.sleep(self.delay)
        words, began = answers.pieces(rest), self._loop.time()
        for number, word in enumerate(words):
            if plan.pace is not None:
                pause = began + number / plan.pace - self._loop.time()
                if pause > 0:
                    await asyncio.sleep(pause)
            await stream.word(word)
        return await ENDINGS[plan.ending](stream, len(words))

    async def _say_gated(self, asked: Asked, stream: "EventStream") -> bool:
        gate = self.gate(asked.question)
        gate.asked.release()
        said = len(asked.begun.split())
        while (words := await gate.next_words(said)) is not None:
            for word in words:
                await stream.word(word)
            said += len(words)
        return await stream.end(said)


class EventStream:
    """Server-sent events in a chunked body."""

    def __init__(self, writer: asyncio.StreamWriter, model: str) -> None:
        self.writer = writer
        self.model = model

    async def begin(self) -> None:
        self.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        await self.event(choice(self.model, {"role": "assistant", "content": ""}))

    async def raw(self, data: bytes) -> None:
        self.writer.write(b"%x\r\n%b\r\n" % (len(data), data))
        await self.writer.drain()

    async def event(self, event: dict) -> None:
        await self.raw(b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n")

    async def word(self, word: str) -> None:
        await self.event(choice(self.model, {"content": word}))

    async def end(self, words: int) -> bool:
        await self.event(choice(self.model, {}, "stop"))
        usage = {"prompt_tokens": 7, "completion_tokens": words, "total_tokens": 7 + words}
        await self.event({"object": "chat.completion.chunk", "model": self.model, "choices": [], "usage": usage})
        await self.raw(b"data: [DONE]\n\n")
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()
        return True

    async def reset(self, _: int) -> bool:
        await asyncio.sleep(0.05)
        reset(self.writer)
        return False

    async def close(self, _: int) -> bool:
        return False

    async def stall(self, _: int) -> bool:
        await asyncio.Event().wait()
        return False

    async def broken_json(self, words: int) -> bool:
        await self.raw(b'data: {"choices":[{"delta":{"content":\n\n')
        return await self.end(words)

    async def broken_bytes(self, words: int) -> bool:
        await self.raw(b'data: {"choices":[{"index":0,"delta":{"content":"\xff\xfe\xc3"}}]}\n\n')
        return await self.end(words)

    async def endless_line(self, _: int) -> bool:
        for _ in range(1024):
            await self.raw(b"data: " + b"x" * 65536)
        return False


ENDINGS: dict[str, Callable] = {
    "end": EventStream.end,
    "reset": EventStream.reset,
    "close": EventStream.close,
    "stall": EventStream.stall,
    "json": EventStream.broken_json,
    "bytes": EventStream.broken_bytes,
    "line": EventStream.endless_line,
}


def choice(model: str, delta: dict, finish: str | None = None) -> dict:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def respond(writer: asyncio.StreamWriter, status: int, body: dict | bytes, headers: dict[str, str] | None = None) -> bool:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(data)), **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    writer.write(f"HTTP/1.1 {status} Stand-in\r\n{lines}\r\n".encode() + data)
    return True


def reset(writer: asyncio.StreamWriter) -> None:
    """Closes with a reset instead of an end."""
    connection = writer.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
