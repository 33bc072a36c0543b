"""The proxies of docs/operations.md, with the examples that stand there, in front of two processes; and proxies that hold things back."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect
from support.answers import numbered
from support.api import Api
from support.browser import Window, finished
from support.device import Device
from support.identifiers import identifier
from support.player import Player
from support.program import Program
from support.programs import Programs
from support.proxies import PASSWORD, Caddy, Nginx, Proxy
from support.relay import Relay
from support.secrecy import say

KINDS = {"Caddy": (Caddy, {}), "nginx": (Nginx, {}), "nginx that buffers": (Nginx, {"proxy_buffering off": "proxy_buffering on"})}


class Site:
    """Two processes, and proxies before them."""

    def __init__(self, proxies: dict[str, Proxy], pair: list[Program]) -> None:
        self.proxies = proxies
        self.pair = pair
        self._players: list[Player] = []

    def devices(self) -> list[float]:
        """How many devices are at each process."""
        return [Api(program.port).metric("parlance_sync_devices") for program in self.pair]

    def until(self, condition: Callable[[list[float]], bool]) -> list[float]:
        deadline = time.monotonic() + 15
        while not condition(counts := self.devices()):
            assert time.monotonic() < deadline, counts
        return counts

    def whose(self, before: list[float]) -> int:
        """The process that has got one device more."""
        now = self.until(lambda counts: sum(counts) > sum(before))
        return next(number for number, count in enumerate(now) if count > before[number])

    def player(self, proxy: Proxy, history: list) -> Player:
        player = proxy.player(history)
        self._players.append(player)
        player.connect()
        player.until(lambda: player.catalogue["models"])
        return player

    def player_at(self, wanted: int, proxy: Proxy, history: list) -> Player:
        """A device that has come to this process."""
        # With both at rest it is a matter of chance.
        for _ in range(40):
            before = self.devices()
            player = self.player(proxy, history)
            if self.whose(before) == wanted:
                return player
            player.close()
            self.until(lambda counts: counts == before)
        raise AssertionError(f"no device came to process {wanted}")

    def leave(self) -> None:
        """No device is left."""
        for player in self._players:
            if player.socket is not None:
                player.cut()
        self._players = []
        for program in self.pair:
            if not program.is_up:
                program.start()
        self.until(lambda counts: sum(counts) == 0)


@pytest.fixture(scope="module")
def site(folder, standin, postgres, redis):
    proxies = {name: kind(folder / f"proxy-{identifier()}", changes) for name, (kind, changes) in KINDS.items()}
    made = Programs(folder)
    shared = postgres.settings | redis.settings | {"PARLANCE_ORIGIN": ",".join(proxy.origin for proxy in proxies.values())}
    try:
        pair = [made.make(standin, extra=shared).start() for _ in range(2)]
        for proxy in proxies.values():
            proxy.start(pair)
        yield Site(proxies, pair)
    finally:
        for proxy in proxies.values():
            proxy.end()
        made.end()


@pytest.fixture(params=KINDS)
def proxy(request, site) -> Proxy:
    return site.proxies[request.param]


@pytest.fixture(params=["Caddy", "nginx"])
def documented(request, site) -> Iterator[Proxy]:
    """With both processes there and no device, before and after."""
    site.leave()
    yield site.proxies[request.param]
    site.leave()


def test_page_and_api_are_served_to_those_who_may(proxy):
    api = proxy.api()
    page = api.get("/", headers={"Accept-Encoding": "gzip"}, checked=False)
    assert page.status == 200 and page.headers["content-type"].startswith("text/html") and page.headers["content-encoding"] == "gzip"
    assert "content-security-policy" in page.headers
    # The longest text that may be asked.
    asked = api.post("/messages", {"text": say("x" * (900 << 10))[-(900 << 10) :]})
    assert asked.status in (200, 202), asked
    assert api.get("/healthz", headers={"Authorization": ""}, checked=False).status == 401
    assert api.get("/chat/history", headers={"Origin": "https://evil.example"}).status == 403
    # Caddy answers with nothing, nginx asks the server, which refuses.
    assert b'"success":true' not in api.get("/chat/history", headers={"Host": "evil.example"}, checked=False).body


def test_answer_flows_word_by_word(proxy, standin):
    with proxy.device().connect() as device:
        assert [extension.name for extension in device.socket.protocol.extensions] == ["permessage-deflate"]
        device.until(lambda: device.catalogue["models"])
        question = say(f"Word by word {identifier()}")
        gate = standin.gate(question)
        asked = device.ask(question, "gated")
        gate.wait_asked()
        for count in range(1, 4):
            # The next word is said when this one is here, so nobody on the way waits for more.
            gate.release(1)
            assert device.heard(asked.reply, count).decode() == gate.text
        gate.finish()
        assert device.ended(asked.reply)["text"] == gate.text


def test_device_goes_on_when_its_process_is_killed(site, documented, standin):
    history: list = []
    stays, moves = site.player_at(0, documented, history), site.player_at(1, documented, history)
    asked, gate = begin(standin, "Kill what I read from", stays)
    moves.until(lambda: asked.chat in moves.chats)
    moves.show(asked.chat)
    moves.heard(asked.reply, 5)
    sent = [send(moves) for _ in range(6)]
    moves.until(lambda: len(history) > 1)
    site.pair[1].kill()
    gate.release(5)
    sent += [send(moves) for _ in range(3)]
    moves.wait_closed()
    held = len(moves.texts[asked.reply])
    moves.cut()
    moves.come_back_soon()
    moves.heard(asked.reply, 10)
    assert first_offset(moves, asked.reply) == held
    gate.finish()
    rows = [player.ended(asked.reply) for player in (stays, moves)]
    assert rows[0] == rows[1] and (rows[0]["status"], rows[0]["text"]) == ("done", "".join(numbered(10)))
    for player in (moves, stays):
        assert_once(player, sent)


def test_devices_all_come_back_after_a_deployment(site, documented):
    """One process after the other goes and comes: there is always one for every device, and at once."""
    players = [site.player(documented, []) for _ in range(6)]
    for program in site.pair:
        program.kill()
        began = time.monotonic()
        for player in players:
            player.cut()
            player.come_back_soon()
        # The proxy finds out within seconds, and a busy machine adds some.
        assert time.monotonic() - began < 25
        program.start()


def test_page_goes_on_when_its_process_is_killed(site, documented, standin, browser):
    before = site.devices()
    person = {"username": "me", "password": PASSWORD}
    with contextlib.closing(Window(browser, documented.origin, ignore_https_errors=True, http_credentials=person)) as window:
        window.open()
        mine = site.whose(before)
        with Device(site.pair[1 - mine].port).connect() as other:
            other.until(lambda: other.catalogue["models"])
            asked, gate = begin(standin, f"The page of {documented.name}", other)
            window.chat(f"The page of {documented.name}").click()
            expect(window.answers.last).to_contain_text("w5")
            site.pair[mine].kill()
            gate.release(5)
            expect(window.answers.last).to_contain_text("w10", timeout=30_000)
            gate.finish()
            finished(window.answers.last)
            expect(window.answers).to_have_count(1)
            expect(window.answers.get_by_role("paragraph").first).to_have_text("".join(numbered(10)))
            other.ended(asked.reply)
        window.check()


def begin(standin, text: str, device: Device):
    """An answer of five words, and its gate."""
    question = say(f"{text} {identifier()}")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(5)
    device.heard(asked.reply, 5)
    return asked, gate


def first_offset(device: Device, message: str) -> int:
    return next(frame["offset"] for frame in device.frames if frame["type"] == "delta" and frame["message"] == message)


def send(player: Player, model: str = "words-20", text: str = "") -> tuple[str, str, str]:
    chat, message, reply = identifier(), identifier(), identifier()
    text = say(f"One of several {text}")
    player.change("message.send", chat=chat, message=message, parent=None, text=text, reply=reply, model=player.model(model))
    return chat, message, reply


def assert_once(player: Player, sent: list[tuple[str, str, str]]) -> None:
    """What was sent is acknowledged, and each of these questions is there once."""
    player.until(lambda: not player.outbox)
    assert player.refused == []
    for chat, message, reply in sent:
        player.until(lambda: chat in player.chats)
        player.show(chat)
        player.until(lambda: chat in player.pages)
        assert [row["id"] for row in player.pages[chat][-1]["messages"]] == [message, reply]


# Networks that hold things back


@pytest.fixture
def relayed(programs, own_standin):
    """A server that devices reach through a relay."""
    made: list[Relay] = []

    def make(**options) -> tuple[Relay, Program]:
        relay = Relay(**options)
        made.append(relay)
        program = programs.make(own_standin, extra={"PARLANCE_ORIGIN": f"http://127.0.0.1:{relay.port}"}).start()
        relay.target = program.port
        return relay, program

    yield make
    for relay in made:
        relay.end()


def test_bytes_that_come_gathered_and_cut_anywhere_make_no_difference(relayed):
    relay, program = relayed(batch=0.2)
    player = Player(relay.port, []).connect()
    player.until(lambda: player.catalogue["models"])
    sent = [send(player, model, "é" * 40_000) for model in ("words-20", "words-20000", "steady-200-400")]
    for chat, _, _ in sent:
        player.show(chat)
    with Device(program.port).connect() as near:
        for chat, _, reply in sent:
            near.until(lambda chat=chat: chat in near.chats)
            near.open(chat)
            row = near.ended(reply)
            assert row["status"] == "done" and player.ended(reply) == row
    assert_once(player, sent)
    player.close()


def test_device_leaves_a_connection_that_fell_silent(relayed, own_standin):
    """Its bytes come to the server after all, when what they ask for has been asked for again: they have no second effect."""
    relay, program = relayed()
    history: list = []
    player, near = Player(relay.port, history).connect(), Device(program.port).connect()
    player.until(lambda: player.catalogue["models"])
    asked, gate = begin(own_standin, "Gone quiet", player)
    relay.fall_silent()
    sent = [send(player) for _ in range(3)]
    gate.release(5)
    held = len(player.texts[asked.reply])
    player.send({"type": "ping", "n": 1})
    assert player.read(1) is None, "nothing is to come"
    silent = player.leave()
    player.come_back_soon()
    player.heard(asked.reply, 10)
    assert first_offset(player, asked.reply) == held
    assert_once(player, sent)
    for _, _, reply in sent:
        player.ended(reply)
    gate.finish()
    player.ended(asked.reply)
    version = near.catch_up()
    relay.speak()
    waiting = {made["id"]: version for version, _, made in history if made["op"] == "message.send"}
    while waiting:
        frame = json.loads(silent.recv(10))
        assert frame["type"] != "ack" or waiting.pop(frame["id"]) == frame["version"]
    assert near.catch_up() == version
    silent.close()
    player.close()
    near.close()


def test_page_leaves_a_connection_that_fell_silent(relayed, own_standin, browser):
    relay, _ = relayed()
    with contextlib.closing(Window(browser, f"http://127.0.0.1:{relay.port}")) as window:
        window.page.clock.install()
        sockets: list = []
        window.page.on("websocket", lambda opened: sockets.append(opened))
        window.open()
        question = say("Nobody says a word")
        gate = own_standin.gate(question)
        answer = window.ask(question, "gated")
        gate.wait_asked()
        gate.release(5)
        expect(answer).to_contain_text("w5")
        relay.fall_silent()
        gate.release(5)
        # On the page's own clock it asks after a while whether the server is there, waits for the answer, and comes back: in a minute at most.
        for _ in range(60):
            if len(sockets) == 1:
                window.page.clock.fast_forward(1000)
        assert len(sockets) > 1
        expect(answer).to_contain_text("w10")
        gate.finish()
        finished(answer)
        expect(answer.get_by_role("paragraph").first).to_have_text("".join(numbered(10)))
        window.check()
