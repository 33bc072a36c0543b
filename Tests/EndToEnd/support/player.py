"""A device in the hands of chance: it has an outbox, is cut off at any moment, and comes back with what it had."""

import contextlib
import json
import socket
import struct
import time
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection

from .device import Device
from .frames import RUNNING, mutation
from .sockets import frame as wire_frame


class Player(Device):
    """What is not acknowledged is sent again, in its order, after each return (rule 8).

    `history` is shared by all players: what was committed, as (version, device, mutation).
    """

    def __init__(self, port: int, history: list[tuple[int, str, dict]], **options: Any) -> None:
        super().__init__(port, **options)
        self.history = history
        self.outbox: dict[str, dict] = {}
        self.refused: list[str] = []
        # What was refused for the moment, and has not been sent again.
        self._put_off: list[str] = []
        # By chat: the version since which every changed message must be here.
        self.since: dict[str, int] = {}
        # By closed chat: the version up to which its messages are known.
        self._left: dict[str, int] = {}
        self._marks: dict[str, tuple[int, int]] = {}
        # Answers of which there is nothing here and more has come; all of it was asked for.
        self._asked: set[str] = set()
        # By running answer: its chat.
        self._told_in: dict[str, str] = {}
        # Answers whose text was here once.
        self._whole: set[str] = set()
        self._closing: str | None = None

    # Coming and going

    def cut(self, unfinished: dict | None = None, part: float = 0.5) -> None:
        """The connection is gone, in the middle of a frame when one is given; what was on its way to this device is lost."""
        assert self.socket is not None
        with contextlib.suppress(OSError):
            if unfinished is not None:
                data = wire_frame(json.dumps(unfinished).encode())
                self.socket.socket.sendall(data[: max(1, int(len(data) * part))])
            self.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.socket.socket.shutdown(socket.SHUT_RDWR)
        self.leave()

    def leave(self) -> ClientConnection:
        """The connection is given up, and nobody is told: it is handed over as it is."""
        left, self.socket = self.socket, None
        for chat in self.open_chats:
            if self.is_shown(chat):
                self.open_chats[chat] = self.cursor["version"]
        return left

    def come_back(self) -> None:
        self.texts = {key: text for key, text in self.texts.items() if key in self.messages}
        self._asked = set()
        for chat, after in self.open_chats.items():
            self._mark(chat)
            if after == 0:
                self._forget_messages(chat)
        self.connect()
        self.send_outbox()

    def come_back_soon(self, timeout: float = 15) -> None:
        """Tries again and again, as devices do, until it is let in."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                return self.come_back()
            except (OSError, WebSocketException) as error:
                assert time.monotonic() < deadline, f"not let in for {timeout} s: {error!r}"
                if self.socket is not None:
                    self.cut()
                time.sleep(0.1)

    def send_outbox(self) -> None:
        self._put_off = []
        for waiting in list(self.outbox.values()):
            self.send(waiting)

    def empty_outbox(self, timeout: float = 30) -> None:
        """Sends again what is refused for the moment, and comes back when it is sent away, until all is taken or refused for good."""
        deadline = time.monotonic() + timeout
        while self.outbox:
            assert time.monotonic() < deadline, self.outbox
            try:
                again, self._put_off = self._put_off, []
                for key in again:
                    if key in self.outbox:
                        self.send(self.outbox[key])
                self.read(0.5)
            except ConnectionClosed:
                self.cut()
                self.come_back_soon()

    # What it does

    def change(self, op: str, **fields) -> None:
        """Without a connection it waits in the outbox."""
        made = mutation(op, **fields)
        self.outbox[made["id"]] = made
        with contextlib.suppress(ConnectionClosed):
            self.send(made)

    def open(self, chat: str, after: int = 0) -> None:
        self._mark(chat)
        super().open(chat, after)

    def show(self, chat: str) -> None:
        after = self._left.pop(chat, 0)
        if after == 0:
            self._forget_messages(chat)
        chats = self._told_in | {key: row["chat"] for key, row in self.messages.items()}
        for key in [key for key in chats if chats[key] == chat]:
            # What is running is told from its beginning; of another branch there may be text without a row.
            if key not in self.messages or self.messages[key]["status"] in RUNNING:
                self.texts.pop(key, None)
        self.open_chats[chat] = after
        self._shown.discard(chat)
        self._mark(chat)
        self.send({"type": "open", "chat": chat, "after": after})

    def _forget_messages(self, chat: str) -> None:
        self.since.pop(chat, None)
        for key in [key for key, row in self.messages.items() if row["chat"] == chat]:
            del self.messages[key]
            self.texts.pop(key, None)
            self._whole.discard(key)

    def hide(self, chat: str) -> None:
        if self.is_shown(chat):
            self._left[chat] = self.cursor["version"]
        self._closing = chat
        self.send({"type": "close", "chat": chat})
        self.settle_down()
        self._closing = None
        self.open_chats.pop(chat, None)

    def is_shown(self, chat: str) -> bool:
        """Whether what was asked for when the chat was opened has come."""
        return self._marks[chat] != self._counts(chat)

    def _mark(self, chat: str) -> None:
        self._marks[chat] = self._counts(chat)

    def _counts(self, chat: str) -> tuple[int, int]:
        return len(self.pages.get(chat, [])), self.catch_ups[chat]

    # What a frame does

    def _apply_ack(self, frame: dict) -> None:
        super()._apply_ack(frame)
        if made := self.outbox.pop(frame["id"], None):
            self.history.append((frame["version"], self.id, made))

    def _apply_reject(self, frame: dict) -> None:
        if frame["id"] not in self.outbox:
            return
        if frame["problem"]["retryable"]:
            self._put_off.append(frame["id"])
        else:
            made = self.outbox.pop(frame["id"])
            self.refused.append(f"{made['op']} {frame['problem']['code']}")

    def _apply_problem(self, frame: dict) -> None:
        super()._apply_problem(frame)
        problem = frame["problem"]
        assert problem["retryable"] or problem["code"] in ("chat_unknown", "stream_unknown"), frame
        if "chat" in frame:
            # What could not be read is not open.
            self.open_chats.pop(frame["chat"], None)

    def _apply_notice(self, frame: dict) -> None:
        chat = frame["chat"]
        # One that is being opened or closed may still, or already, be told of.
        assert chat not in self.open_chats or chat == self._closing or not self.is_shown(chat), frame

    def _apply(self, frame: dict) -> None:
        if frame["type"] == "notice" and len(self.frames) == 2:
            # Rule 2 lets it come before the catalogue.
            self.frames.pop()
        else:
            super()._apply(frame)

    def _apply_delta(self, frame: dict) -> None:
        key, offset = frame["message"], frame["offset"]
        self._told_in[key] = frame["chat"]
        if key in self._asked and offset == 0:
            self._asked.discard(key)
        elif key not in self._asked and offset > 0 and key not in self.texts and key not in self._whole:
            # A device that does not have what an answer had before, such as one of another branch, asks for all of it.
            self._asked.add(key)
            self.send({"type": "stream", "message": key, "offset": 0})
        if key not in self._asked:
            super()._apply_delta(frame)

    def _apply_row(self, row: dict) -> None:
        if row["kind"] == "message" and row["status"] not in RUNNING:
            self._asked.discard(row["id"])
            self._whole.add(row["id"])
        super()._apply_row(row)

    def _apply_page(self, frame: dict) -> None:
        for row in frame["messages"]:
            if row["status"] in RUNNING:
                # It is told from its beginning.
                self.texts.pop(row["id"], None)
        super()._apply_page(frame)
        self.since.setdefault(frame["chat"], frame["version"])

    def _check_whole(self, row: dict) -> None:
        if row["id"] in self.settled and len(row["text"].encode()) > self.settled[row["id"]]["length"]:
            # It has gone on and ended again since; only the newest row came.
            del self.settled[row["id"]]
        super()._check_whole(row)
