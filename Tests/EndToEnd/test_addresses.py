"""Pages of other sites, and names that are not ours, get nothing: on localhost too."""

import pytest
from support.program import run
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.mark.parametrize("name", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1.evil.example:{port}", "", "localhost.evil.example"])
@pytest.mark.parametrize("path", ["/healthz", "/", "/chat/history", "/metrics"])
def test_other_host_names_are_refused(api, name, path):
    answer = api.get(path, headers={"Host": name.format(port=api.port)}, checked=False)
    assert answer.status in (400, 421), answer
    assert answer.problem["code"] in ("forbidden_host", "bad_request")


def test_own_names_are_served(api):
    for name in (f"127.0.0.1:{api.port}", f"localhost:{api.port}", f"LOCALHOST:{api.port}"):
        assert api.get("/healthz", headers={"Host": name}).status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null", "http://localhost.evil.example", "file://"])
def test_other_origins_are_refused(api, origin):
    for method, path in (("POST", "/messages"), ("GET", "/chat/history"), ("DELETE", "/chat/clear"), ("POST", "/v1/search")):
        answer = api.request(method, path, {} if method == "POST" else None, headers={"Origin": origin})
        assert (answer.status, answer.problem["code"]) == (403, "forbidden_origin")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_sync_socket_is_refused_to_other_origins(server, headers):
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{server.port}/v1/sync", subprotocols=["parlance.v1"], additional_headers=headers, proxy=None, legacy=True)
    assert refused.value.response.status_code == 403


def test_own_origin_is_served(server, api):
    assert api.get("/chat/history", headers={"Origin": f"http://127.0.0.1:{server.port}"}).status == 200
    address = f"ws://127.0.0.1:{server.port}/v1/sync"
    with connect(address, subprotocols=["parlance.v1"], origin=f"http://127.0.0.1:{server.port}", proxy=None) as socket:
        assert socket.subprotocol == "parlance.v1"


def test_security_headers(api):
    for path in ("/", "/healthz", "/chat/history", "/v1/nothing"):
        headers = api.get(path, checked=False).headers
        assert headers["x-content-type-options"] == "nosniff", path
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy or "default-src 'self'" in policy, policy
        assert "unsafe-inline" not in policy.replace("style-src 'self' 'unsafe-inline'", "") and "unsafe-eval" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["referrer-policy"] in ("no-referrer", "same-origin")


def test_answers_of_the_api_are_not_cached(api):
    assert "no-store" in api.get("/chat/history").headers["cache-control"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1"])
def test_listening_to_others_without_accounts_is_refused(host, folder):
    ended = run("--host", host, "--port", "0", "--data", str(folder / "public"))
    assert ended.returncode != 0
    assert "127.0.0.1" in ended.stderr and "account" in ended.stderr and "Traceback" not in ended.stderr
