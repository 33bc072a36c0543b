"""The jobs API: a POST answers at once with a job, which is asked for until it is done."""

import pytest
from support.answers import numbered
from support.api import Api
from support.identifiers import identifier
from support.secrecy import say


def post(api, device, text, model, **fields):
    answer = api.post("/messages", {"text": text, "model": device.model(model), **fields})
    assert answer.status == 202, answer
    assert answer.json.keys() >= {"job_id", "chat_id", "message_id", "status"} and answer.json["status"] == "pending"
    return answer.json


def test_job_from_pending_to_done(api, device, standin):
    question = say("A job")
    gate = standin.gate(question)
    job = post(api, device, question, "gated")
    gate.wait_asked()
    assert api.job(job["message_id"], {"pending", "processing"})["result"] is None
    gate.release(5)
    # From its first word on.
    assert api.job(job["message_id"], {"processing"})["result"] is None
    gate.finish()
    done = api.job(job["message_id"])
    assert done["result"]["text"] == gate.text and done["result"]["model"] == device.model("gated") and done["problem"] is None
    assert api.job(job["job_id"]) == done


def test_job_of_an_unknown_model_says_why(api):
    answer = api.post("/messages", {"text": say("x"), "model": "no such/model"})
    code = answer.problem["code"] if answer.status != 202 else api.job(answer.json["job_id"])["problem"]["code"]
    assert code == "model_unknown"


def test_job_that_fails_says_why(api, device):
    job = post(api, device, say("Fail"), "status-500")
    failed = api.job(job["message_id"])
    assert failed["status"] == "error" and failed["problem"]["code"] == "provider_failed"


def test_request_sent_twice_makes_one_job(api, device):
    key = {"Idempotency-Key": identifier()}
    body = {"text": say("Only once"), "model": device.model("words-20")}
    first, second = (api.post("/messages", body, headers=key) for _ in range(2))
    assert (first.status, second.status) == (202, 202) and first.json["job_id"] == second.json["job_id"]
    api.job(first.json["job_id"])
    assert api.post("/messages", body | {"text": say("Something else")}, headers=key).problem["code"] == "idempotency_key_reused"
    device.until(lambda: first.json["chat_id"] in device.chats)
    device.open(first.json["chat_id"])
    assert len(device.pages[first.json["chat_id"]][-1]["messages"]) == 2


def test_follow_up_continues_the_chat(api, device, standin):
    first = post(api, device, say("First"), "echo")
    api.job(first["message_id"])
    question = say("Second")
    second = post(api, device, question, "echo", chat_id=first["chat_id"])
    assert second["chat_id"] == first["chat_id"]
    api.job(second["message_id"])
    (asked,) = standin.requests(question)
    assert [turn["content"] for turn in asked.turns if turn["role"] == "user"] == [say("First"), question]


def test_job_shows_on_a_device(api, device):
    job = post(api, device, say("From outside"), "words-20")
    device.until(lambda: job["chat_id"] in device.chats)
    device.open(job["chat_id"])
    api.job(job["message_id"])
    wanted = {say("From outside"), "".join(numbered(20))}
    device.until(lambda: {row["text"] for row in device.messages.values()} >= wanted)


def test_history_and_clear(programs, standin, devices):
    program = programs.make(standin).start()
    api, device = Api(program.port), devices(program.port)
    device.until(lambda: device.catalogue["models"])
    questions = [say(f"History {number}") for number in range(3)]
    chat = None
    for question in questions:
        job = post(api, device, question, "echo", **({"chat_id": chat} if chat else {}))
        chat = job["chat_id"]
        api.job(job["job_id"])
    history = api.get("/chat/history")
    assert history.status == 200 and history.json["chat_id"] == chat
    assert [message["text"] for message in history.json["messages"]] == [text for question in questions for text in (question, question)]
    assert api.get(f"/chat/history?chat_id={chat}").json == history.json
    other = post(api, device, say("Another chat"), "echo")
    api.job(other["job_id"])
    assert api.delete(f"/chat/clear?chat_id={other['chat_id']}").json["cleared"] == 1
    device.until(lambda: device.chats.get(other["chat_id"], {}).get("deleted"))
    assert device.chats[chat]["deleted"] is None
    assert api.delete("/chat/clear").json["cleared"] == 1
    device.until(lambda: all(chat["deleted"] for chat in device.chats.values()), what="all chats in the trash")
    assert api.get("/chat/history").json["messages"] == []


@pytest.mark.parametrize(
    "body, status, code",
    [
        ({}, 400, "missing_field"),
        ({"text": 7}, 400, "wrong_type"),
        ({"text": "x", "extra": 1}, 400, "unknown_field"),
        ({"text": "x", "chat_id": "no"}, 400, "invalid_field"),
        ({"text": "x", "chat_id": None, "parent_id": 7}, 400, "wrong_type"),
        ({"text": ""}, 400, "invalid_field"),
        ([], 400, "wrong_type"),
    ],
)
def test_refused_with_one_form(api, body, status, code):
    answer = api.post("/messages", body)
    assert (answer.status, answer.problem["code"]) == (status, code)


def test_unknown_things(api):
    assert api.get(f"/messages/{identifier()}").problem["code"] == "message_unknown"
    assert api.get("/messages/nonsense").status in (400, 404)
    assert api.post("/messages", {"text": say("x"), "chat_id": identifier()}).problem["code"] in ("chat_unknown",)


def test_ten_megabytes_of_text_are_refused(api, server):
    answer = api.post("/messages", {"text": "x" * (10 << 20)})
    assert answer.status == 413 and answer.problem["code"] in ("too_large", "field_too_long")
    assert server.is_up


def test_search_finds_in_all_texts(api, device):
    asked = device.ask(say("The heron of Übersee stands still"), "echo")
    device.ended(asked.reply)
    for query in ("heron", "HERON", "übersee", "stands Übersee", '"Übersee stands"'):
        answer = api.post("/v1/search", {"query": query, "limit": 10})
        assert answer.status == 200, answer
        assert asked.chat in answer.body.decode(), query
    nothing = api.post("/v1/search", {"query": "no such words anywhere", "limit": 10})
    assert nothing.status == 200 and asked.chat not in nothing.body.decode()
    for body in ({"query": "x", "limit": 0}, {"query": "x", "limit": -1}, {"query": "x", "limit": "1"}, {"limit": 1}):
        assert api.post("/v1/search", body).status == 400


def test_what_is_in_the_trash_is_not_found(api, device):
    asked = device.ask(say("A grebe dives"), "echo")
    device.ended(asked.reply)
    device.do("chat.set", chat=asked.chat, deleted=True)
    assert asked.chat not in api.post("/v1/search", {"query": "grebe", "limit": 10}).body.decode()
