"""Notifications of who is away, with two processes: somebody who is connected to either of them is not away."""

import http.server
import queue
import threading
import time

import pytest
from support.api import Api
from support.cluster import Postgres, Redis
from support.device import Device
from support.identifiers import identifier
from support.secrecy import say

# The browser of RFC 8291, section 5.
KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


class PushService:
    """Takes messages on this machine."""

    def __init__(self) -> None:
        taken: queue.Queue[str] = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(201)
                self.send_header("content-length", "0")
                self.end_headers()
                taken.put(self.path)

            def log_message(self, *_: object) -> None: ...

        self.taken = taken
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def service():
    started = PushService()
    yield started
    started.end()


@pytest.fixture
def redis(folder):
    server = Redis(folder / f"redis-{identifier()[-12:]}")
    yield server
    server.kill()


@pytest.fixture
def pair(folder, redis, service, programs, standin):
    postgres = Postgres(folder / f"postgres-{identifier()}")
    shared = postgres.settings | redis.settings | {"PARLANCE_PUSH_ORIGINS": service.origin}
    started = [programs.make(standin, extra=shared).start() for _ in range(2)]
    yield started
    for program in started:
        program.stop()
    postgres.end()


def ask(api: Api, device: Device, text: str) -> None:
    """Asks through the jobs API, which is no device."""
    job = api.post("/messages", {"text": say(text), "model": device.model("words-20")})
    assert job.status == 202, job
    assert api.job(job.json["message_id"])["status"] == "done"


def wait_for(condition) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_who_is_connected_to_another_process_is_not_away(pair, redis, service, devices):
    here, there = (Api(program.port) for program in pair)
    device: Device = devices(pair[1].port)
    device.until(lambda: device.catalogue["models"])
    added = here.post("/v1/push/subscriptions", {"endpoint": f"{service.origin}/browser", "keys": KEYS})
    assert added.status == 204
    ask(here, device, "Seen at the other process")
    device.until(lambda: any(notice["status"] == "done" for notice in device.notices), what="the notice at the other process")
    # It is decided a moment after the end; as long as somebody is there, nothing is sent.
    with pytest.raises(queue.Empty):
        service.taken.get(timeout=3)
    device.close()
    wait_for(lambda: there.metric("parlance_sync_devices") == 0)
    ask(here, device, "Nobody is there")
    assert service.taken.get(timeout=30) == "/browser"


def test_without_redis_a_notification_is_sent_rather_than_none(pair, redis, service, devices):
    here = Api(pair[0].port)
    device: Device = devices(pair[1].port)
    device.until(lambda: device.catalogue["models"])
    added = here.post("/v1/push/subscriptions", {"endpoint": f"{service.origin}/browser", "keys": KEYS})
    assert added.status == 204
    redis.kill()
    ask(here, device, "Nobody knows who is there")
    assert service.taken.get(timeout=30) == "/browser"
