"""A client of the HTTP interface. Every answer that it sees is held against the server's own OpenAPI document."""

import contextlib
import dataclasses
import http.client
import json
import ssl
import time
from typing import Any

from .openapi import Document

_documents: dict[int, Document] = {}


@dataclasses.dataclass(frozen=True)
class Answer:
    """What came back; the names of the headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> dict:
        """The problem that it must be: complete, with the fields that the jobs API asks for, and nothing of the server's inside."""
        assert self.status >= 400, f"{self.status} is no refusal: {self.body[:200]!r}"
        problem = self.json
        assert {"code", "message", "retryable", "request_id", "success", "error"} <= problem.keys() <= PROBLEM_FIELDS, problem
        assert problem["success"] is False and problem["error"] == problem["message"], problem
        assert problem["message"][:1].isupper() and problem["message"].endswith("."), problem
        assert problem["request_id"], problem
        return problem


PROBLEM_FIELDS = {"code", "message", "retryable", "request_id", "success", "error", "field"}


class Api:
    """One request a connection."""

    def __init__(self, port: int, trust: ssl.SSLContext | None = None, headers: dict[str, str] | None = None) -> None:
        """With `trust` it speaks TLS to `localhost`; `headers` go with every request."""
        self.port = port
        self._trust = trust
        self._headers = headers or {}

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
        timeout: float = 20,
        checked: bool = True,
    ) -> Answer:
        """`body` is sent as JSON; `raw` as it is."""
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        fields = self._headers | ({"Content-Type": "application/json"} if data is not None else {})
        if self._trust is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        else:
            connection = http.client.HTTPSConnection("localhost", self.port, timeout=timeout, context=self._trust)
        try:
            # A body that is not wanted may be refused before it has all been sent.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, data, fields | (headers or {}))
            response = connection.getresponse()
            answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            connection.close()
        if checked:
            self.document.check(method, path, answer.status, answer.headers, answer.body)
        return answer

    @property
    def document(self) -> Document:
        """The server's description of itself, read once for each server."""
        if self.port not in _documents:
            answer = self.request("GET", "/openapi.json", checked=False)
            assert answer.status == 200, answer
            _documents[self.port] = Document(answer.json)
        return _documents[self.port]

    def get(self, path: str, **options: Any) -> Answer:
        return self.request("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.request("POST", path, body, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        return self.request("DELETE", path, **options)

    def job(self, identifier: str, wanted: set[str] = frozenset({"done", "error"}), timeout: float = 20) -> dict:
        """Asks for a job until it is as wanted."""
        deadline = time.monotonic() + timeout
        while True:
            answer = self.get(f"/messages/{identifier}")
            assert answer.status == 200, answer
            if answer.json["status"] in wanted:
                return answer.json
            assert time.monotonic() < deadline, f"the job stayed {answer.json['status']}"
            # The jobs API is one that is polled.
            time.sleep(0.02)

    def metric(self, name: str) -> float:
        """The sum over all labels of a metric."""
        text = self.get("/metrics").body.decode()
        values = [float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith((f"{name} ", f"{name}{{"))]
        assert values, f"there is no metric {name}"
        return sum(values)
