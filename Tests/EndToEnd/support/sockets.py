"""Connections of one's own making, for what no well-behaved client would send."""

import base64
import os
import socket
import struct
import time


class Raw:
    """A TCP connection to the server."""

    def __init__(self, port: int, timeout: float = 15) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.data = b""

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> "Raw":
        self.socket.sendall(data)
        return self

    def send_as_far_as_it_goes(self, data: bytes) -> int:
        """Sends until the other side has had enough; returns how many bytes went."""
        sent = 0
        try:
            while sent < len(data):
                sent += self.socket.send(data[sent : sent + 65536])
        except OSError:
            pass
        return sent

    def receive(self, timeout: float = 15, until: bytes | None = None) -> bytes:
        """Everything to the end of the connection, or to a mark."""
        deadline = time.monotonic() + timeout
        while until is None or until not in self.data:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"the connection stayed open with {self.data[-200:]!r}")
            self.socket.settimeout(left)
            try:
                part = self.socket.recv(65536)
            except ConnectionError:
                break
            if not part:
                break
            self.data += part
        return self.data

    @property
    def status(self) -> int:
        line = self.data.split(b"\r\n", 1)[0].split(b" ")
        assert len(line) > 1, f"no answer but {self.data[:200]!r}"
        return int(line[1])


class RawWebSocket(Raw):
    """A WebSocket whose frames a test makes byte by byte (RFC 6455, section 5.2)."""

    def __init__(self, port: int, path: str = "/v1/sync") -> None:
        super().__init__(port)
        key = base64.b64encode(os.urandom(16)).decode()
        self.send(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: parlance.v1\r\n\r\n".encode()
        )
        self.receive(until=b"\r\n\r\n")
        assert self.status == 101, self.data
        self.data = self.data.split(b"\r\n\r\n", 1)[1]
        # What the frames before the close frame carried.
        self.payloads: list[bytes] = []

    def close_code(self, timeout: float = 15) -> int | None:
        """Reads to the server's close frame, and returns its code; None when the connection just ended."""
        deadline = time.monotonic() + timeout
        while (code := self._close_frame()) is None:
            self.socket.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                part = self.socket.recv(65536)
            except ConnectionError:
                return None
            if not part:
                return None
            self.data += part
        return code

    def _close_frame(self) -> int | None:
        """Goes on over the frames that have come whole, up to a close frame."""
        while len(self.data) >= 2:
            data = self.data[:14]
            opcode, length, at = data[0] & 15, data[1] & 127, 2
            if length == 126 and len(data) >= 4:
                length, at = struct.unpack(">H", data[2:4])[0], 4
            elif length == 127 and len(data) >= 10:
                length, at = struct.unpack(">Q", data[2:10])[0], 10
            elif length >= 126:
                return None
            if len(self.data) < at + length:
                return None
            payload, self.data = bytes(self.data[at : at + length]), self.data[at + length :]
            if opcode == 8 and length >= 2:
                return struct.unpack(">H", payload[:2])[0]
            self.payloads.append(payload)
        return None


def frame(payload: bytes, opcode: int = 1, final: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    """A frame as clients send it."""
    first = (0x80 if final else 0) | reserved << 4 | opcode
    length = len(payload)
    mask_bit = 0x80 if masked else 0
    if length < 126:
        head = struct.pack(">BB", first, mask_bit | length)
    elif length < 1 << 16:
        head = struct.pack(">BBH", first, mask_bit | 126, length)
    else:
        head = struct.pack(">BBQ", first, mask_bit | 127, length)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    repeated = (mask * (length // 4 + 1))[:length]
    return head + mask + (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")
