"""Frames that no client would send: each closes its own socket with the right code, and nothing else."""

import struct

import pytest
from support.sockets import RawWebSocket, frame


@pytest.fixture(autouse=True)
def unharmed(server, api):
    before, pid = server.resident(), server.pid
    yield
    assert server.is_up and server.pid == pid and api.get("/healthz").status == 200
    assert server.resident() - before < 24 << 20


@pytest.mark.parametrize(
    "data, codes",
    [
        # A frame whose length has its top bit set: ten bytes, and then its mask and more.
        (b"\x81\xff" + b"\xff" * 8, {1002, 1009}),
        (b"\x81\x7f" + b"\x80" + b"\x00" * 7, {1002, 1009}),
        (b"\x81\xff" + struct.pack(">Q", 1 << 62) + b"abcd", {1002, 1009}),
        (b"\x81\xff" + struct.pack(">Q", (1 << 20) + 1) + b"abcd", {1009}),
        (frame(b"unmasked", masked=False), {1002}),
        (frame(b"reserved", reserved=4), {1002}),
        (frame(b"", opcode=3), {1002}),
        (frame(b"", opcode=11), {1002}),
        (frame(b"x" * 126, opcode=9), {1002}),
        (frame(b"x", opcode=9, final=False), {1002}),
        (frame(b"x", opcode=0), {1002}),
        (frame(b"a", final=False) + frame(b"b"), {1002}),
        (frame(b"\xff\xfe\xfd"), {1007}),
        (frame(b"\xed\xa0\x80"), {1007}),
        (frame(b"\xf0\x9f", final=True), {1007}),
        (frame(b"\x03", opcode=8), {1002}),
        (frame(struct.pack(">H", 1005), opcode=8), {1002}),
        (frame(struct.pack(">H", 1000) + b"\xff", opcode=8), {1002, 1007}),
        (frame(struct.pack(">H", 1000), opcode=8), {1000}),
        (b"\x81\xfe\x00\x01" + b"abcdx", {1002}),
    ],
    ids=["top-bit", "top-bit-unmasked", "huge", "above-limit", "unmasked", "reserved-bits", "opcode-3", "opcode-11", "long-ping", "cut-ping", "stray-continuation", "two-starts", "no-utf8", "surrogate", "cut-utf8", "short-close", "close-1005", "close-no-utf8", "close", "length-not-shortest"],
)
def test_frame_closes_its_socket(server, data, codes):
    with RawWebSocket(server.port) as socket:
        socket.send(data)
        assert socket.close_code() in codes


def test_endless_fragments(server):
    """The limit counts what the fragments make together."""
    with RawWebSocket(server.port) as socket:
        part = frame(b"a" * 60_000, final=False) + frame(b"b" * 60_000, opcode=0, final=False) * 40
        socket.send_as_far_as_it_goes(part)
        assert socket.close_code() in (1009, None)


def test_endless_empty_fragments(server):
    with RawWebSocket(server.port) as socket:
        socket.send_as_far_as_it_goes(frame(b"", final=False) + frame(b"", opcode=0, final=False) * 200_000)
        socket.send_as_far_as_it_goes(frame(struct.pack(">H", 1000), opcode=8))
        assert socket.close_code() in (1000, 1002, 1008, 1009, None)


def test_message_above_a_mebibyte(server):
    with RawWebSocket(server.port) as socket:
        socket.send_as_far_as_it_goes(frame(b" " * ((1 << 20) + 1)))
        assert socket.close_code() in (1009, None)


def test_binary_frames_are_refused_in_words(server, device):
    count = len(device.problems)
    device.socket.send(b"\x00\x01")
    device.until(lambda: len(device.problems) > count)
    device.settle_down()


def test_frame_in_tiny_pieces(server):
    """A frame a byte at a time is a frame like any other: here the first, which must be hello."""
    with RawWebSocket(server.port) as socket:
        for byte in frame(b'{"type":"ping","n":1}'):
            socket.send(bytes([byte]))
        assert socket.close_code() == 4400
        assert b"hello_expected" in b"".join(socket.payloads)


def test_flood_of_pings(server):
    with RawWebSocket(server.port) as socket:
        socket.send_as_far_as_it_goes(frame(b"x" * 100, opcode=9) * 20_000 + frame(struct.pack(">H", 1000), opcode=8))
        assert socket.close_code(30) in (1000, 1008, None)


def test_handshakes_that_are_none(server, api):
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    assert api.get("/v1/sync", checked=False).status == 426
    assert api.get("/v1/sync", headers=upgrade, checked=False).status == 400
    assert api.get("/v1/sync", headers=upgrade | {"Sec-WebSocket-Protocol": "other"}, checked=False).status == 400
    assert api.get("/v1/sync", headers=upgrade | {"Sec-WebSocket-Version": "8", "Sec-WebSocket-Protocol": "parlance.v1"}, checked=False).status == 426
    assert api.get("/v1/sync", headers=upgrade | {"Sec-WebSocket-Key": "short", "Sec-WebSocket-Protocol": "parlance.v1"}, checked=False).status == 400
