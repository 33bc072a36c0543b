"""Providers that users add: their models appear, their keys never come back."""

import pytest
from support.identifiers import identifier
from support.secrecy import KEY, say


@pytest.fixture
def another(own_standin):
    """A second provider, with models of its own."""
    own_standin.models = ["albatross-1", "echo"]
    return own_standin


@pytest.fixture
def added(api, another):
    answer = api.post("/v1/providers", {"name": "Workshop", "base_url": another.base_url, "api_key": KEY})
    assert answer.status == 201, answer
    assert KEY not in answer.body.decode() and answer.json["has_key"] is True and answer.json["kind"] == "custom"
    yield answer.json
    api.delete(f"/v1/providers/{answer.json['id']}")


def models_of(api, provider: str) -> list[str]:
    return [model["name"] for model in api.get("/v1/models").json["models"] if model["provider"] == provider]


def test_added_provider_brings_its_models(api, device, added, another):
    checked = api.post(f"/v1/providers/{added['id']}/check")
    assert checked.json["state"] == "ok"
    assert models_of(api, added["id"]) == ["albatross-1", "echo"]
    model = device.until(lambda: [model["id"] for model in device.catalogue["models"] if model["provider"] == added["id"]])[1]
    row = device.ended(device.ask(say("Through the workshop"), model).reply)
    assert (row["status"], row["text"], row["model"]) == ("done", say("Through the workshop"), model)
    assert another.asked[-1].authorisation == f"Bearer {KEY}"


def test_forms_of_the_address(api, another):
    for form in (another.base_url + "/", another.base_url.removesuffix("/v1"), another.base_url + "/chat/completions", f"  {another.base_url}  "):
        provider = api.post("/v1/providers", {"name": "Forms", "base_url": form, "api_key": KEY}).json
        assert api.post(f"/v1/providers/{provider['id']}/check").json["state"] == "ok", form
        assert api.delete(f"/v1/providers/{provider['id']}").status == 204


def test_key_never_comes_back(api, device, added):
    edited = api.request("PATCH", f"/v1/providers/{added['id']}", {"name": "Renamed"})
    assert edited.json["name"] == "Renamed" and edited.json["has_key"]
    for path in ("/v1/providers", "/v1/models", "/metrics"):
        assert KEY not in api.get(path).body.decode()
    device.until(lambda: any(provider["name"] == "Renamed" for provider in device.catalogue["providers"]))
    assert KEY not in str(device.frames)


def test_key_does_not_follow_to_another_address(api, added):
    """Or a page that may edit could read it: by having it sent to itself."""
    moved = api.request("PATCH", f"/v1/providers/{added['id']}", {"base_url": "http://127.0.0.1:9/v1"})
    assert moved.status == 200 and moved.json["has_key"] is False


def test_key_is_removed_and_set(api, added, another):
    gone = api.request("PATCH", f"/v1/providers/{added['id']}", {"api_key": None})
    assert gone.json["has_key"] is False
    failing = api.post(f"/v1/providers/{added['id']}/check").json
    assert (failing["state"], failing["problem"]["code"]) == ("failing", "provider_refused_key")
    api.request("PATCH", f"/v1/providers/{added['id']}", {"api_key": KEY})
    assert api.post(f"/v1/providers/{added['id']}/check").json["state"] == "ok"


def test_removed_provider_is_gone(api, device, another):
    provider = api.post("/v1/providers", {"name": "Short-lived", "base_url": another.base_url, "api_key": KEY}).json
    api.post(f"/v1/providers/{provider['id']}/check")
    assert models_of(api, provider["id"])
    assert api.delete(f"/v1/providers/{provider['id']}").status == 204
    assert not models_of(api, provider["id"])
    assert api.delete(f"/v1/providers/{provider['id']}").problem["code"] == "provider_unknown"
    device.until(lambda: all(known["id"] != provider["id"] for known in device.catalogue["providers"]))


def test_provider_is_there_after_a_restart(programs, standin, another):
    from support.api import Api

    program = programs.make(standin).start()
    api = Api(program.port)
    provider = api.post("/v1/providers", {"name": "Lasting", "base_url": another.base_url, "api_key": KEY}).json
    program.kill()
    program.start()
    assert api.post(f"/v1/providers/{provider['id']}/check").json["state"] == "ok"
    assert any(known["name"] == "Lasting" and known["has_key"] for known in api.get("/v1/providers").json["providers"])


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "base_url": "ftp://127.0.0.1/v1"},
        {"name": "x", "base_url": "file:///etc/passwd"},
        {"name": "x", "base_url": "http://user:secret@127.0.0.1/v1"},
        {"name": "x", "base_url": "http://127.0.0.1/v1?key=1"},
        {"name": "x", "base_url": "http://"},
        {"name": "x", "base_url": "no address"},
        {"name": "x", "base_url": "http://127.0.0.1:99999/v1"},
        {"name": "", "base_url": "http://127.0.0.1/v1"},
        {"name": "x\r\ny", "base_url": "http://127.0.0.1/v1"},
        {"name": "x", "base_url": "http://127.0.0.1/v1", "api_key": "with\r\nbreak"},
        {"name": "x"},
    ],
)
def test_bad_settings_are_refused(api, body):
    answer = api.post("/v1/providers", body)
    assert answer.status == 400 and answer.problem["code"] in ("invalid_field", "missing_field"), answer
    assert "secret" not in answer.body.decode()


@pytest.mark.parametrize("address", ["http://169.254.169.254/latest", "http://[::ffff:169.254.169.254]/v1", "http://metadata.google.internal/v1"])
def test_metadata_addresses_are_never_asked(api, address):
    """What clouds serve to their machines alone is no provider, whoever set it up."""
    answer = api.post("/v1/providers", {"name": "Cloud", "base_url": address})
    if answer.status == 201:
        state = api.post(f"/v1/providers/{answer.json['id']}/check").json
        assert state["state"] == "failing" and state["problem"]["code"] in ("provider_forbidden", "provider_unreachable"), state
        api.delete(f"/v1/providers/{answer.json['id']}")
    else:
        assert answer.status in (400, 403)


def test_unknown_providers(api):
    for path in (f"/v1/providers/{identifier()}", "/v1/providers/companion", "/v1/providers/env"):
        assert api.delete(path).problem["code"] == "provider_unknown"
        assert api.request("PATCH", path, {"name": "x"}).problem["code"] == "provider_unknown"
    assert api.post(f"/v1/providers/{identifier()}/check").problem["code"] == "provider_unknown"
