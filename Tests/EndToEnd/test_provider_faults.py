"""Providers that are down, slow, resetting, refusing or talking nonsense: the user is told which, keeps what came, and can go on."""

import pytest
from support.answers import numbered
from support.api import Api
from support.identifiers import identifier
from support.secrecy import CANARY, KEY, say


@pytest.fixture(autouse=True)
def unharmed(server, api):
    before, pid = server.resident(), server.pid
    yield
    assert server.is_up and server.pid == pid and api.get("/healthz").status == 200
    assert server.resident() - before < 40 << 20


@pytest.mark.parametrize(
    "model, code, text",
    [
        ("status-401", "provider_refused_key", ""),
        ("status-429", "provider_rate_limited", ""),
        ("status-500", "provider_failed", ""),
        ("nonsense", "provider_nonsense", ""),
        ("nonsense-json", "provider_nonsense", "w1 w2"),
        ("endless-line", "provider_nonsense", "w1 w2"),
        ("reset-after-5", "provider_interrupted", "w1 w2 w3 w4 w5"),
        ("close-after-5", "provider_interrupted", "w1 w2 w3 w4 w5"),
    ],
)
def test_fault_is_named_and_the_text_so_far_stays(device, model, code, text):
    row = device.answer(say("Will fail"), model)
    assert row["status"] == "error" and row["problem"]["code"] == code, row
    assert row["text"] == text
    assert CANARY not in row["problem"]["message"] and KEY not in str(row["problem"])


def test_bytes_that_are_no_text_never_reach_a_device(device):
    row = device.answer(say("Bytes"), "nonsense-bytes")
    assert row["status"] in ("error", "done") and row["text"].startswith("w1 w2")


def test_failed_answer_goes_on_with_another_model(device):
    asked = device.ask(say("Try another"), "reset-after-5")
    assert device.ended(asked.reply)["status"] == "error"
    device.do("message.continue", chat=asked.chat, message=asked.reply, model=device.model("words-20"))
    row = device.ended(asked.reply)
    assert (row["status"], row["text"]) == ("done", "".join(numbered(20)))


def test_refused_answer_is_asked_again(device):
    asked = device.ask(say("Again"), "status-429")
    assert device.ended(asked.reply)["problem"]["retryable"] is True
    reply = identifier()
    device.do("message.answer", chat=asked.chat, parent=asked.message, reply=reply, model=device.model("words-20"))
    assert device.ended(reply)["status"] == "done"


@pytest.mark.parametrize("model", ["stall-after-5", "silent"])
def test_provider_that_says_no_more_can_be_stopped(device, model):
    asked = device.ask(say("Stalled"), model)
    if model == "stall-after-5":
        device.heard(asked.reply, 5)
    else:
        device.until(lambda: asked.reply in device.messages)
    device.do("message.stop", chat=asked.chat, message=asked.reply)
    assert device.ended(asked.reply)["status"] == "stopped"


def test_stalled_provider_does_not_hold_up_others(device):
    stalled = [device.ask(say("Stalled"), "silent") for _ in range(20)]
    assert device.answer(say("Meanwhile"), "words-20")["status"] == "done"
    for asked in stalled:
        device.do("message.stop", chat=asked.chat, message=asked.reply)
        device.ended(asked.reply)


def test_unknown_model_is_named(device):
    asked = None
    try:
        asked = device.ask(say("Nobody"), "env/no-such-model")
    except Exception as refused:
        assert getattr(refused, "code", "") == "model_unknown", refused
    if asked is not None:
        assert device.ended(asked.reply)["problem"]["code"] == "model_unknown"


def test_provider_down_and_up_again(programs, own_standin, devices):
    program = programs.make(own_standin).start()
    device = devices(program.port)
    device.until(lambda: device.catalogue["models"])
    own_standin.stop()
    row = device.answer(say("Are you there?"), "words-20")
    assert row["status"] == "error" and row["problem"]["code"] == "provider_unreachable" and row["problem"]["retryable"]
    own_standin.start()
    assert device.answer(say("And now?"), "words-20")["status"] == "done"


def test_provider_lost_in_mid_answer(programs, own_standin, devices):
    program = programs.make(own_standin).start()
    device = devices(program.port)
    device.until(lambda: device.catalogue["models"])
    question = say("Lose me")
    gate = own_standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(4)
    device.heard(asked.reply, 4)
    own_standin.stop()
    row = device.ended(asked.reply)
    assert (row["status"], row["text"], row["problem"]["code"]) == ("error", gate.text, "provider_interrupted")


def test_start_with_a_provider_that_is_down(programs, own_standin, devices):
    own_standin.stop()
    program = programs.make(own_standin).start()
    device = devices(program.port)
    device.until(lambda: any(provider["state"] == "failing" for provider in device.catalogue["providers"]))
    (provider,) = [provider for provider in device.catalogue["providers"] if provider["kind"] == "environment"]
    assert provider["problem"]["code"] == "provider_unreachable" and provider["has_key"]
    with pytest.raises(Exception) as refused:
        row = device.answer(say("No model at all"))
        raise AssertionError(row["problem"]["code"])
    assert "model" in str(refused.value)
    own_standin.start()
    check_again(Api(program.port), provider["id"])
    device.until(lambda: device.catalogue["models"], what="the models once the provider is back")
    assert device.answer(say("Now?"), "words-20")["status"] == "done"


def check_again(api: Api, provider: str) -> None:
    """By the route that the document names for it."""
    (path,) = [path for method, path, operation in api.document.operations if method == "POST" and path.endswith("/check")]
    answer = api.post(path.replace("{id}", provider))
    assert answer.status < 300, answer


def test_wrong_key_is_named(programs, standin, devices):
    program = programs.make(standin, extra={"PARLANCE_OPENAI_API_KEY": "sk-wrong-Obsidianfinch"}).start()
    device = devices(program.port)
    device.until(lambda: any(provider["state"] == "failing" for provider in device.catalogue["providers"]))
    (provider,) = [provider for provider in device.catalogue["providers"] if provider["kind"] == "environment"]
    assert provider["problem"]["code"] == "provider_refused_key"
    assert "Obsidianfinch" not in program.log_text and "Obsidianfinch" not in str(device.frames)
