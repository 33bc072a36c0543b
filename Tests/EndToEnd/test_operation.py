"""What an operator meets: help, doctor, health, metrics, the log, and one folder that holds everything."""

import json
import re
import stat
import urllib.parse

from support.program import run
from support.secrecy import CANARY, KEY, assert_folder_silent, say


def test_help_names_options_and_environment():
    ended = run("--help")
    assert ended.returncode == 0
    for word in ("--port", "--host", "--data", "PARLANCE_DATABASE_URL", "PARLANCE_OPENAI_BASE_URL", "PARLANCE_TRUSTED_PROXIES", "doctor", "restored"):
        assert word in ended.stdout, word


def test_wrong_options_are_refused_in_a_sentence(folder):
    for arguments in (("--port", "99999"), ("--port", "many"), ("--nonsense",), ("--data",)):
        ended = run(*arguments)
        assert ended.returncode != 0 and ended.stderr.strip(), arguments
        assert "Fatal error" not in ended.stderr, ended.stderr
    ended = run("--port", "0", "--data", str(folder / "x"), extra={"PARLANCE_DATABASE_URL": "mysql://x"})
    assert ended.returncode != 0 and "PARLANCE_DATABASE_URL" in ended.stderr


def test_data_folder_that_cannot_be_written_is_refused_in_a_sentence(folder):
    file = folder / "a file"
    file.write_text("")
    ended = run("--port", "0", "--data", str(file / "data"))
    assert ended.returncode != 0 and "data" in ended.stderr and "Fatal error" not in ended.stderr


def test_port_that_is_taken_is_refused_in_a_sentence(server, folder):
    ended = run("--port", str(server.port), "--data", str(folder / "taken"))
    assert ended.returncode != 0 and str(server.port) in ended.stderr


def test_doctor_says_what_is_right_and_wrong(folder, standin, own_standin):
    data = folder / "doctor"
    settings = {"PARLANCE_OPENAI_BASE_URL": standin.base_url, "PARLANCE_OPENAI_API_KEY": KEY}
    ended = run("doctor", "--data", str(data), extra=settings)
    output = ended.stdout + ended.stderr
    assert urllib.parse.urlsplit(standin.base_url).netloc in output and KEY not in output
    own_standin.stop()
    ended = run("doctor", "--data", str(data), extra=settings | {"PARLANCE_OPENAI_BASE_URL": own_standin.base_url})
    assert ended.returncode != 0 or "not" in (ended.stdout + ended.stderr)
    assert KEY not in ended.stdout + ended.stderr


def test_health_and_readiness(api):
    assert api.get("/healthz").status == 200
    assert api.get("/readyz").status == 200
    assert api.request("HEAD", "/healthz").status == 200


def test_metrics_are_prometheus(api, device):
    device.answer(say("Count me"), "words-20")
    answer = api.get("/metrics")
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/plain")
    named = set()
    for line in answer.body.decode().splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:4]
            assert kind in ("counter", "gauge", "histogram", "summary", "untyped") and name not in named
            named.add(name)
        elif line and not line.startswith("#"):
            assert re.fullmatch(r'[a-zA-Z_:][a-zA-Z0-9_:]*(\{[^}]*\})? (-?[0-9.eE+-]+|NaN|[+-]Inf)', line), line
    assert len(named) > 5 and {"http_requests_total", "http_websockets"} <= named, named


def test_log_is_one_json_object_a_line(server, device):
    device.answer(say("Log nothing of this"), "status-500")
    lines = [line for line in server.log_text.splitlines() if line]
    assert lines
    for line in lines:
        entry = json.loads(line)
        assert entry, line
    assert CANARY not in server.log_text


def test_folder_is_private_and_sealed(server, device):
    asked = device.ask(say("Seal this"), "echo")
    device.ended(asked.reply)
    device.do("chat.set", chat=asked.chat, title=say("A sealed title"))
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    for path in server.data.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, f"{path.name} can be read by others"
    assert assert_folder_silent(server.data) > 10_000


def test_stop_is_graceful_and_prompt(programs, standin):
    program = programs.make(standin).start()
    assert program.stop(timeout=10) == 0


def test_page_is_served(api):
    answer = api.get("/")
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/html")
    scripts = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css))"', answer.body.decode())
    assert scripts
    for path in scripts:
        asset = api.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert asset.status == 200 and "immutable" in asset.headers["cache-control"], path
        assert asset.headers.get("content-encoding") in ("br", "gzip"), path
        tag = asset.headers.get("etag")
        if tag:
            assert api.get(path, headers={"If-None-Match": tag, "Accept-Encoding": "br, gzip"}).status == 304
    assert api.get("/c/some-address-of-the-page").status in (200, 404)


def test_not_modified_keeps_the_policy(api):
    """A browser puts the headers of a 304 over those that it keeps: they must not make the page stricter than it can bear."""
    wanted = {"Accept": "text/html,*/*;q=0.8"}
    for path in ("/", "/c/0190b6c2-7a00-7000-8000-0000000000ff"):
        first = api.get(path, headers=wanted)
        assert first.status == 200 and "etag" in first.headers
        again = api.get(path, headers=wanted | {"If-None-Match": first.headers["etag"]})
        assert again.status == 304
        for name in ("content-security-policy", "cache-control", "x-content-type-options", "referrer-policy"):
            assert again.headers.get(name, first.headers[name]) == first.headers[name], name
