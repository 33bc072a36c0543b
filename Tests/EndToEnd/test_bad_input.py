"""Bad input over HTTP: each gets a clear answer, and the server is as good afterwards as before."""

import contextlib
import http.client
import json
import resource
import socket
import struct
import time

import pytest
from support.secrecy import say
from support.sockets import Raw


@pytest.fixture(autouse=True)
def unharmed(server, api):
    """After each test the process is the same, answers, and has not grown."""
    before, pid = server.resident(), server.pid
    yield
    assert server.is_up and server.pid == pid
    assert api.get("/healthz").status == 200
    assert server.resident() - before < 24 << 20, f"grew from {before >> 20} to {server.resident() >> 20} MB"


def host(server) -> bytes:
    return f"Host: 127.0.0.1:{server.port}\r\n".encode()


def exchange(server, request: bytes, timeout: float = 15) -> Raw:
    with Raw(server.port) as raw:
        raw.send(request)
        raw.receive(timeout)
        return raw


def problem_of(raw: Raw) -> dict:
    head, _, body = raw.data.partition(b"\r\n\r\n")
    assert b"application/json" in head.lower(), head
    if b"transfer-encoding: chunked" in head.lower():
        body = body.partition(b"\r\n")[2].partition(b"\r\n")[0]
    problem = json.loads(body)
    assert problem["success"] is False and problem["code"], problem
    return problem


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"text": "x"', b"\xff\xfe", b'{"text": "\xff"}', b'{"text": "\\ud800"}', b'{"text":"a","text":"b"}', b"[" * 5000, b'{"text": 1e999}', b"nul", b'{"text":"x"} x', b"\xef\xbb\xbf{}", b'{"text": "\x00"}'],
    ids=["empty", "brace", "cut", "no-utf8", "no-utf8-inside", "half-surrogate", "twice", "deep", "endless-number", "word", "tail", "mark", "nul"],
)
def test_what_is_no_json(api, body):
    answer = api.post("/messages", raw=body)
    assert answer.status == 400 and answer.problem["code"] in ("invalid_json", "wrong_type", "missing_field", "invalid_field")
    assert "Quetzalmoor" not in answer.body.decode()


def test_body_of_another_kind(api):
    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = api.post("/messages", raw=b'{"text":"x"}', headers={"Content-Type": media})
        assert (answer.status, answer.problem["code"]) == (415, "unsupported_media_type")


def test_ten_megabyte_message_is_refused_before_it_is_taken(server, api):
    """Refused by its announced length, without reading it; and when it announces none, as soon as it is too much."""
    body = json.dumps({"text": say("x") * 1_000_000}).encode()
    assert len(body) > 10 << 20
    answer = api.post("/messages", raw=body)
    assert (answer.status, answer.problem["code"]) == (413, "too_large")
    with Raw(server.port) as raw:
        raw.send(b"POST /messages HTTP/1.1\r\n" + host(server) + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
        sent = raw.send_as_far_as_it_goes(chunk * 1600)
        assert sent < len(chunk) * 1600
        with contextlib.suppress(TimeoutError, OSError):
            raw.receive(5)
        # A reset may overtake the answer; when the answer came, it says why.
        if raw.data:
            assert raw.status == 413 and problem_of(raw)["code"] == "too_large"


@pytest.mark.parametrize(
    "request_lines, statuses",
    [
        (b"GET /healthz HTTP/1.1\r\nX-Long: " + b"a" * 70_000 + b"\r\n\r\n", {431}),
        (b"GET /healthz HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % number for number in range(2_000)) + b"\r\n", {431}),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", {414}),
        (b"GET /healthz HTTP/9.9\r\n\r\n", {505, 400}),
        (b"nonsense\r\n\r\n", {400}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
        (b"GET /healthz HTTP/1.1\r\nBad Header: 1\r\n\r\n", {400}),
        (b"GET /healthz HTTP/1.1\r\nA: 1\r\n folded\r\n\r\n", {400}),
        (b"GET /healthz HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", {400}),
        (b"GET /healthz HTTP/1.1\r\nContent-Length: -1\r\n\r\n", {400}),
        (b"GET /healthz HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", {400, 413}),
        (b"POST /messages HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
        (b"POST /messages HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", {400, 501}),
        (b"POST /messages HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
        (b"POST /messages HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", {400, 413}),
        (b"GET /\x00healthz HTTP/1.1\r\n\r\n", {400}),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n", {400}),
    ],
    ids=["long-header", "many-headers", "long-address", "version", "nonsense", "tls", "space-in-name", "folded", "two-lengths", "negative", "huge-length", "length-and-chunks", "coding", "chunk-size", "chunk-overflow", "nul-in-path", "two-hosts"],
)
def test_malformed_requests_are_answered_and_closed(server, request_lines, statuses):
    line, _, rest = request_lines.partition(b"\r\n")
    request = line + b"\r\n" + (host(server) if b"Host:" not in rest else b"") + rest
    raw = exchange(server, request)
    assert raw.status in statuses, raw.data[:300]
    problem_of(raw)


def test_path_tricks_stay_in_the_page(server):
    """Nothing but the built page is served, however the path is written."""
    secret = server.data / "probe.txt"
    secret.write_text("NEVERSERVED")
    for path in ("/../probe.txt", "/..%2fprobe.txt", "/%2e%2e/probe.txt", "/....//probe.txt", "/..\\probe.txt", f"/{secret}", "/%00", "//etc/passwd", "/./../../etc/passwd", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd"):
        raw = exchange(server, b"GET " + path.encode() + b" HTTP/1.1\r\n" + host(server) + b"Connection: close\r\n\r\n")
        assert b"NEVERSERVED" not in raw.data and b"root:" not in raw.data, path
        assert raw.status in (200, 400, 404), (path, raw.status)


def test_unknown_paths_and_methods(api):
    assert api.get("/no/such/thing.json").status in (200, 404)
    assert api.get("/v1/nothing").problem["code"] == "not_found"
    answer = api.request("PATCH", "/messages")
    assert answer.status == 405 and "POST" in answer.headers["allow"]
    assert api.request("TRACE", "/healthz").status in (405, 501, 400)


def test_pipelined_requests_are_answered_in_order(server):
    request = b"GET /healthz HTTP/1.1\r\n" + host(server) + b"\r\n"
    last = b"GET /v1/nothing HTTP/1.1\r\n" + host(server) + b"Connection: close\r\n\r\n"
    raw = exchange(server, request * 20 + last)
    assert raw.data.count(b"HTTP/1.1 200") == 20 and raw.data.rindex(b"HTTP/1.1 404") > raw.data.rindex(b"HTTP/1.1 200")


def test_client_of_one_byte_a_second_does_not_hold_up_others(server, api):
    request = b"POST /messages HTTP/1.1\r\n" + host(server) + b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    slow = [Raw(server.port).send(request) for _ in range(50)]
    took = []
    for _ in range(3):
        for raw in slow:
            # After some seconds it is given up.
            with contextlib.suppress(OSError):
                raw.send(b" ")
        began = time.monotonic()
        assert api.get("/healthz").status == 200
        took.append(time.monotonic() - began)
    assert min(took) < 1
    for raw in slow:
        raw.socket.close()


def test_half_open_connections_are_let_go(server, api):
    """They cost a socket each until their time is over; others are served meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    half = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(300)]
    for number, connection in enumerate(half):
        if number % 2:
            connection.sendall(b"GET /healthz HTTP/1.1\r\n")
    assert api.get("/healthz").status == 200
    for connection in half:
        connection.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    api.get("/healthz")


def test_connection_that_says_nothing_is_closed(server):
    """A request that never ends is told so (408) or closed: within 40 seconds."""
    with Raw(server.port) as raw:
        raw.send(b"GET /healthz HTTP/1.1\r\nHost: ")
        raw.receive(45)
        assert not raw.data or raw.status == 408


def test_reset_in_the_middle_of_a_request(server, api):
    for part in (b"GET", b"POST /messages HTTP/1.1\r\n" + host(server) + b"Content-Length: 10\r\n\r\n12"):
        for _ in range(20):
            raw = Raw(server.port).send(part)
            raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.socket.close()
    assert api.get("/healthz").status == 200


def test_thousands_of_bad_requests_leave_memory_flat(server, api):
    def burst() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        for _ in range(500):
            connection.request("POST", "/messages", b'{"text": 7, "x": [1,2,3]}', {"Content-Type": "application/json"})
            response = connection.getresponse()
            assert response.status == 400
            response.read()
        connection.close()

    burst()
    before = server.resident()
    for _ in range(4):
        burst()
    assert server.resident() - before < 8 << 20
