"""A device in the hands of chance: it has an outbox, is cut off at any moment, and comes back with what it had."""

import contextlib
import json
import socket
import struct

from .device import Device
from .frames import RUNNING, mutation
from .sockets import frame as wire_frame


class Player(Device):
    """What is not acknowledged is sent again, in its order, after each return (rule 8).

    `history` is shared by all players: what was committed, as (version, device, mutation).
    """

    def __init__(self, port: int, history: list[tuple[int, str, dict]]) -> None:
        super().__init__(port)
        self.history = history
        self.outbox: dict[str, dict] = {}
        self.refused: list[str] = []
        # By chat: the version since which every changed message must be here.
        self.since: dict[str, int] = {}
        # By closed chat: the version up to which its messages are known.
        self._left: dict[str, int] = {}
        self._marks: dict[str, tuple[int, int]] = {}
        # Running texts that `hello` told of, those of them that have ended since, and those that are not followed any more.
        self._offered: set[str] = set()
        self._ended: set[str] = set()
        self._astray: set[str] = set()
        self.forgiven = 0
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
        self.socket = None
        for chat in self.open_chats:
            if self.is_shown(chat):
                self.open_chats[chat] = self.cursor["version"]

    def come_back(self) -> None:
        self.texts = {key: text for key, text in self.texts.items() if key in self.messages and key not in self._astray}
        self._ended, self._astray = set(), set()
        running = {key for key, row in self.messages.items() if row["status"] in RUNNING and row["chat"] in self.open_chats}
        self._offered = running & self.texts.keys()
        for chat, after in self.open_chats.items():
            self._mark(chat)
            if after == 0:
                self._forget_messages(chat)
        self.connect()
        self.send_outbox()

    def send_outbox(self) -> None:
        for waiting in list(self.outbox.values()):
            self.send(waiting)

    # What it does

    def change(self, op: str, **fields) -> None:
        made = mutation(op, **fields)
        self.outbox[made["id"]] = made
        self.send(made)

    def show(self, chat: str) -> None:
        after = self._left.pop(chat, 0)
        if after == 0:
            self._forget_messages(chat)
        chats = self._told_in | {key: row["chat"] for key, row in self.messages.items()}
        for key in [key for key in chats if chats[key] == chat]:
            # What is running is told from its beginning; of another branch there may be text without a row.
            if key not in self.messages or self.messages[key]["status"] in RUNNING:
                self.texts.pop(key, None)
                self._offered.discard(key)
        self.open_chats[chat] = after
        self._mark(chat)
        self.send({"type": "open", "chat": chat, "after": after})

    def _forget_messages(self, chat: str) -> None:
        self.since.pop(chat, None)
        for key in [key for key, row in self.messages.items() if row["chat"] == chat]:
            del self.messages[key]
            self.texts.pop(key, None)
            self._whole.discard(key)
            self._offered.discard(key)

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
        if not frame["problem"]["retryable"] and (made := self.outbox.pop(frame["id"], None)):
            self.refused.append(f"{made['op']} {frame['problem']['code']}")

    def _apply_problem(self, frame: dict) -> None:
        super()._apply_problem(frame)
        assert frame["problem"]["code"] in ("chat_unknown", "stream_unknown"), frame
        if frame["problem"]["code"] == "chat_unknown":
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
        held = len(self.texts.get(key, b""))
        if offset == 0 and (key in self._astray or key in self._ended or (key in self.messages and self.messages[key]["status"] not in RUNNING)):
            # An answer that was continued just when the device came back may be told from its beginning: repeated, never missing.
            self.forgiven += held > 0
            self.texts.pop(key, None)
            self._astray.discard(key)
        elif offset != held and (key in self._ended or (held == 0 and key not in self._whole)) and key not in self._astray:
            # A device that does not have what an answer had before, such as one of another branch, asks for all of it.
            self._astray.add(key)
            self.forgiven += key in self._ended
            self.send({"type": "stream", "message": key, "offset": 0})
        if key not in self._astray:
            super()._apply_delta(frame)

    def _apply_row(self, row: dict) -> None:
        if row["kind"] == "message" and row["status"] not in RUNNING:
            if row["id"] in self._astray:
                self._astray.discard(row["id"])
                self.texts.pop(row["id"], None)
            self._whole.add(row["id"])
            if row["id"] in self._offered:
                self._ended.add(row["id"])
        super()._apply_row(row)

    def _apply_page(self, frame: dict) -> None:
        self._begin_texts(frame["messages"])
        super()._apply_page(frame)
        self.since.setdefault(frame["chat"], frame["version"])

    def _check_whole(self, row: dict) -> None:
        if row["id"] in self.settled and len(row["text"].encode()) > self.settled[row["id"]]["length"]:
            # It has gone on and ended again since; only the newest row came.
            del self.settled[row["id"]]
        super()._check_whole(row)

    def _check_catch_up(self, rows: list[dict]) -> None:
        super()._check_catch_up(rows)
        self._begin_texts([row for row in rows if row["kind"] == "message" and row["version"] > self._version_of(row["id"])])

    def _version_of(self, message: str) -> int:
        return self.messages[message]["version"] if message in self.messages else 0

    def _begin_texts(self, rows: list[dict]) -> None:
        """What began to run while this device did not look is told from its beginning, unless it said how much it has."""
        for row in rows:
            if row["status"] in RUNNING and row["id"] not in self._offered:
                self.texts.pop(row["id"], None)
