"""A device that speaks parlance.v1, keeps what it is told, and holds the server to the rules of docs/protocol.md while it does.

The numbers in the assertions are those of the rules.
"""

import collections
import json
import time
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from .frames import RUNNING, check_frame, mutation
from .identifiers import identifier


class Rejected(Exception):
    """A mutation was refused; `code` says why."""

    def __init__(self, problem: dict) -> None:
        super().__init__(problem["message"])
        self.problem = problem
        self.code = problem["code"]


class Asked:
    """A question and the answer to it, by their identifiers."""

    def __init__(self, chat: str, message: str, reply: str) -> None:
        self.chat, self.message, self.reply = chat, message, reply


class Device:
    """Reads only while a test waits for something, so that what a test sees does not depend on threads."""

    def __init__(self, port: int, address: str | None = None, **options: Any) -> None:
        """`address` is that of the socket, where it is not reached at the port itself."""
        self.port = port
        self.address = address
        self.id = identifier()
        self.socket: ClientConnection | None = None
        self.options = options
        self.cursor: dict | None = None
        self.space: str | None = None
        self.welcome: dict = {}
        self.catalogue: dict = {}
        self.chats: dict[str, dict] = {}
        self.messages: dict[str, dict] = {}
        self.drafts: dict[str, dict] = {}
        self.folders: dict[str, dict] = {}
        self.gone: set[str] = set()
        # The bytes of each text that is running, or that was when it was last heard of.
        self.texts: dict[str, bytes] = {}
        self.open_chats: dict[str, int] = {}
        self.acks: dict[str, int] = {}
        self.rejects: dict[str, dict] = {}
        self.settled: dict[str, dict] = {}
        self.pages: dict[str, list[dict]] = {}
        self.catch_ups: collections.Counter[str] = collections.Counter()
        self.notices: list[dict] = []
        self.problems: list[dict] = []
        self.pongs: list[int] = []
        self.resyncs = 0
        # Frames of this connection, in order; texts left out of none.
        self.frames: list[dict] = []
        self._rereads: dict[str, int] = {}
        # Answers whose text begins anew with the next delta, and those that may: they have begun, or gone on.
        self._anew: set[str] = set()
        self._maybe_anew: set[str] = set()
        # The open chats that were shown on this connection.
        self._shown: set[str] = set()

    # Coming and going

    def connect(self, after: dict[str, int] | None = None) -> "Device":
        """Says hello with all that is known, and waits until it is up to date."""
        for chat, version in (after or {}).items():
            self.open_chats[chat] = version
        for key in self._anew | self._maybe_anew:
            self.texts.pop(key, None)
        self.frames, self._rereads, self._anew, self._maybe_anew = [], {}, set(), set()
        self.dial()
        opened = [{"chat": chat, "after": version} for chat, version in self.open_chats.items()]
        running = {
            key: len(text)
            for key, text in self.texts.items()
            if key in self.messages and self.messages[key]["status"] in RUNNING and self.messages[key]["chat"] in self.open_chats
        }
        # Rule 11: of what has not been kept, and is told from 0, nobody can know yet.
        self._maybe_anew = set(running)
        self._shown = set()
        self.send({"type": "hello", "v": 1, "device": self.id, "cursor": self.cursor, "open": opened, "streams": running})
        self.until(lambda: self.is_current, what="the changes up to the version of welcome")
        return self

    def dial(self) -> None:
        self.socket = connect(
            self.address or f"ws://127.0.0.1:{self.port}/v1/sync",
            subprotocols=["parlance.v1"],
            max_size=None,
            proxy=None,
            open_timeout=15,
            legacy=True,
            **self.options,
        )
        assert self.socket.subprotocol == "parlance.v1"

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def __enter__(self) -> "Device":
        return self if self.socket is not None else self.connect()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_current(self) -> bool:
        return len(self.frames) > 1 and self.cursor is not None and self.cursor["version"] >= self.welcome["space"]["version"]

    # Frames

    def send(self, frame: dict) -> None:
        assert self.socket is not None
        self.socket.send(json.dumps(frame, ensure_ascii=False))

    def read(self, timeout: float) -> dict | None:
        """Applies one frame; None when none came in that time."""
        assert self.socket is not None
        try:
            data = self.socket.recv(timeout)
        except TimeoutError:
            return None
        assert isinstance(data, str), "every frame is text"
        frame = json.loads(data)
        check_frame(frame)
        self.frames.append(frame)
        self._apply(frame)
        return frame

    def until(self, condition: Callable[[], Any], timeout: float = 20, what: str = "") -> Any:
        """Reads until the condition holds, and returns what it gave."""
        deadline = time.monotonic() + timeout
        while not (found := condition()):
            left = deadline - time.monotonic()
            if left <= 0 or self.read(left) is None:
                raise AssertionError(f"did not come in {timeout} s: {what or condition}; the last frames: {self.frames[-3:]}")
        return found

    def drain(self, quiet: float = 0.05) -> None:
        """Reads what is there."""
        while self.read(quiet) is not None:
            pass

    def settle_down(self) -> None:
        """Reads until the server has read all that was sent so far."""
        number = len(self.pongs) + 1
        self.send({"type": "ping", "n": number})
        self.until(lambda: number in self.pongs, what="pong")

    def catch_up(self) -> int:
        """Reads all that the database has by now, and returns its version."""
        with Device(self.port).connect() as other:
            return self.reach(other.welcome["space"]["version"])

    def reach(self, version: int) -> int:
        """Reads the changes up to a version, and returns that."""
        self.until(lambda: self.cursor and self.cursor["version"] >= version, what=f"the changes of version {version}")
        return version

    def wait_closed(self, timeout: float = 15) -> int | None:
        """Reads to the end of the connection, and returns the code that it was closed with."""
        deadline = time.monotonic() + timeout
        try:
            while time.monotonic() < deadline:
                self.read(max(0.01, deadline - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        raise AssertionError("the socket stayed open")

    # Mutations

    def mutate(self, op: str, **fields: Any) -> str:
        frame = mutation(op, **fields)
        self.send(frame)
        return frame["id"]

    def done(self, mutation_id: str, timeout: float = 20) -> int:
        """Waits for the answer to a mutation."""
        self.until(lambda: mutation_id in self.acks or mutation_id in self.rejects, timeout, "ack or reject")
        if mutation_id in self.rejects:
            raise Rejected(self.rejects[mutation_id])
        return self.acks[mutation_id]

    def do(self, op: str, **fields: Any) -> int:
        """Carries out a mutation, and waits until its effect is seen here."""
        return self.reach(self.done(self.mutate(op, **fields)))

    def open(self, chat: str, after: int = 0) -> None:
        pages, caught_up = len(self.pages.get(chat, [])), self.catch_ups[chat]
        self.open_chats[chat] = after
        self._shown.discard(chat)
        self.send({"type": "open", "chat": chat, "after": after})
        if after == 0:
            self.until(lambda: len(self.pages.get(chat, [])) > pages, what="the page of the chat")
        else:
            # Rule 6: the last row is the chat's own.
            self.until(lambda: self.catch_ups[chat] > caught_up, what="the chat's rows up to its own")

    def close_chat(self, chat: str) -> None:
        self.open_chats.pop(chat, None)
        self.send({"type": "close", "chat": chat})
        self.settle_down()

    def ask(self, text: str, model: str | None = None, chat: str | None = None, parent: str | None = None) -> Asked:
        """Asks a question, in a new chat unless one is named, and has that chat open."""
        asked = Asked(chat or identifier(), identifier(), identifier())
        fields: dict[str, Any] = {"chat": asked.chat, "message": asked.message, "parent": parent, "text": text, "reply": asked.reply}
        if model is not None:
            fields["model"] = self.model(model)
        mutation_id = self.mutate("message.send", **fields)
        if asked.chat not in self.open_chats:
            # Rule 9: it keeps its place behind the mutation that makes the chat.
            self.open(asked.chat)
        self.done(mutation_id)
        return asked

    def ended(self, message: str, timeout: float = 30) -> dict:
        """Waits until an answer has its final row, and returns that."""
        return self.until(
            lambda: message in self.messages and self.messages[message]["status"] not in RUNNING and self.messages[message],
            timeout,
            f"the end of {message}, which is {self.messages.get(message, {}).get('status')}",
        )

    def model(self, name: str) -> str:
        """The identifier of a model by its provider's name for it."""
        found = [model["id"] for model in self.catalogue["models"] if model["name"] == name]
        return found[0] if found else name

    def answer(self, text: str, model: str | None = None, **options: Any) -> dict:
        """Asks, and waits for the answer."""
        return self.ended(self.ask(text, model, **options).reply)

    def heard(self, message: str, words: int, timeout: float = 20) -> bytes:
        """Waits until so many words of a running answer are here."""
        return self.until(
            lambda: len(self.texts.get(message, b"").split()) >= words and self.texts[message], timeout, f"{words} words of {message}"
        )

    # What a frame does

    def _apply(self, frame: dict) -> None:
        # A notice may come in between.
        number = sum(known["type"] != "notice" for known in self.frames)
        if number <= 2 and frame["type"] != "notice":
            expected = ("welcome", "models")[number - 1]
            assert frame["type"] == expected or frame["type"] == "problem", f"2: frame {number} is {frame['type']}, not {expected}"
        getattr(self, f"_apply_{frame['type']}")(frame)

    def _apply_welcome(self, frame: dict) -> None:
        self.welcome, self.space = frame, frame["space"]["id"]
        if self.cursor is not None and self.cursor["epoch"] == frame["epoch"]:
            return
        # A first start, or another epoch, which resync follows.
        self.cursor = {"epoch": frame["epoch"], "version": 0} if self.cursor is None else self.cursor

    def _apply_models(self, frame: dict) -> None:
        self.catalogue = frame

    def _apply_resync(self, frame: dict) -> None:
        assert frame["space"] == self.space
        self.resyncs += 1
        self.cursor = {"epoch": self.welcome["epoch"], "version": 0}
        for kept in (self.chats, self.messages, self.drafts, self.folders, self.texts, self.open_chats, self.pages):
            kept.clear()
        self.gone.clear()

    def _apply_changes(self, frame: dict) -> None:
        assert self.cursor is not None and frame["space"] == self.space
        first, last, rows = frame["from"], frame["to"], frame["rows"]
        version = self.cursor["version"]
        was_away = first == last or first < self.welcome["space"]["version"]
        for row in rows:
            # Rule 11: what has begun, or gone on, while this device was away, or still followed the telling before, is told from 0.
            if row["kind"] == "message" and row["status"] in RUNNING:
                (self._anew if was_away else self._maybe_anew).add(row["id"])
        if first == last == version:
            self._check_catch_up(rows)
        else:
            assert first <= version, f"4: changes from {first} leave a gap after {version}"
            assert last > first, f"4: changes from {first} to {last}"
            versions = [row["version"] for row in rows]
            assert versions == sorted(versions), f"4: rows out of order: {versions}"
            assert all(first < version <= last for version in versions), f"4: rows {versions} outside {first} to {last}"
            for row in rows:
                assert row["kind"] != "message" or row["chat"] in self.open_chats, f"6: a message of a chat that is not open: {row}"
            self.cursor["version"] = max(version, last)
        for row in rows:
            self._apply_row(row)

    def _check_catch_up(self, rows: list[dict]) -> None:
        chats = {row["chat"] if row["kind"] == "message" else row["id"] for row in rows if row["kind"] != "gone"}
        assert len(chats) <= 1, f"6: a chat's own rows alone, not of {chats}"
        assert not chats or chats <= self.open_chats.keys(), "6: a chat that is not open"
        if rows and rows[-1]["kind"] == "chat":
            self.catch_ups[rows[-1]["id"]] += 1
            self._shown.add(rows[-1]["id"])

    def _apply_row(self, row: dict) -> None:
        key = row["id"]
        if row["kind"] == "gone":
            self._forget(row)
            return
        assert key not in self.gone, f"4: a row came back from its tombstone: {row}"
        held = {"chat": self.chats, "message": self.messages, "draft": self.drafts, "folder": self.folders}[row["kind"]]
        if key in held and held[key]["version"] >= row["version"]:
            return
        held[key] = row
        if row["kind"] == "message" and row["status"] in RUNNING:
            # It goes on: another end will come.
            self.settled.pop(key, None)
        elif row["kind"] == "message":
            self._anew.discard(key)
            self._maybe_anew.discard(key)
            self._check_whole(row)

    def _check_whole(self, row: dict) -> None:
        key, text = row["id"], row["text"].encode()
        heard = self.texts.get(key)
        if heard is not None and key in self.settled:
            is_cut = row["status"] == "interrupted" and heard.startswith(text)
            assert is_cut or text.startswith(heard), f"12: the row's text does not begin with what was heard: {heard[-40:]!r}"
            assert len(text) == self.settled[key]["length"], f"12: {len(text)} bytes, and settled said {self.settled[key]['length']}"
        if row["role"] == "assistant":
            self.texts[key] = text

    def _forget(self, row: dict) -> None:
        self.gone.add(row["id"])
        if row["of"] == "chat":
            self.chats.pop(row["id"], None)
            self.drafts.pop(row["id"], None)
            self.open_chats.pop(row["id"], None)
            for key in [key for key, message in self.messages.items() if message["chat"] == row["id"]]:
                del self.messages[key]
        else:
            (self.messages if row["of"] == "message" else self.folders).pop(row["id"], None)

    def _apply_page(self, frame: dict) -> None:
        chat, messages = frame["chat"], frame["messages"]
        assert chat in self.open_chats, f"6: a page of a chat that is not open: {chat}"
        for upper, lower in zip(messages, messages[1:]):
            assert lower["parent"] == upper["id"], "a page is one way towards the root, oldest first"
        if messages:
            assert (frame["first"] is None) == (messages[0]["parent"] is None), "`first` is null at the root alone"
            assert frame["first"] in (None, messages[0]["id"])
        self.pages.setdefault(chat, []).append(frame)
        self._shown.add(chat)
        for row in messages:
            self._apply_row(row)

    def _apply_delta(self, frame: dict) -> None:
        key = frame["message"]
        assert frame["chat"] in self.open_chats, f"11: text of a chat that is not open: {frame}"
        held = self.texts.get(key, b"")
        assert frame["text"], "11: a delta without text"
        if key in self.messages and self.messages[key]["status"] not in RUNNING and held[frame["offset"] :].startswith(frame["text"].encode()):
            # Rule 12: where another process writes, the row may have come before.
            return
        self.settled.pop(key, None)
        if self._rereads.get(key) == frame["offset"]:
            # What was asked for again by `stream`; what is new may have come before it.
            held = held[: frame["offset"]]
            del self._rereads[key]
        if key in self._anew or (key in self._maybe_anew and frame["offset"] == 0):
            held = b""
        self._anew.discard(key)
        self._maybe_anew.discard(key)
        assert frame["offset"] == len(held), f"11: a delta at {frame['offset']} when {len(held)} bytes are here"
        self.texts[key] = held + frame["text"].encode()

    def read_again(self, message: str, offset: int) -> None:
        self._rereads[message] = offset
        self.send({"type": "stream", "message": message, "offset": offset})

    def is_read_again(self, message: str) -> bool:
        """Whether what was asked for by `read_again` has come."""
        return message not in self._rereads

    def _apply_settled(self, frame: dict) -> None:
        is_whole = frame["length"] >= len(self.texts.get(frame["message"], b""))
        # What a process had told and not kept when it died is lost.
        assert is_whole or frame["status"] == "interrupted", f"12: settled is shorter than what came: {frame}"
        assert frame["status"] not in RUNNING
        self.settled[frame["message"]] = frame

    def _apply_ack(self, frame: dict) -> None:
        assert self.acks.get(frame["id"], frame["version"]) == frame["version"], f"8: another version for {frame['id']}"
        self.acks[frame["id"]] = frame["version"]

    def _apply_reject(self, frame: dict) -> None:
        self.rejects[frame["id"]] = frame["problem"]

    def _apply_notice(self, frame: dict) -> None:
        assert frame["kind"] == "finished"
        # An answer may end before the `open` that was just sent is there.
        assert frame["chat"] not in self._shown or frame["chat"] not in self.open_chats, "a notice is for chats that are not open"
        self.notices.append(frame)

    def _apply_problem(self, frame: dict) -> None:
        self.problems.append(frame["problem"])

    def _apply_pong(self, frame: dict) -> None:
        self.pongs.append(frame["n"])
