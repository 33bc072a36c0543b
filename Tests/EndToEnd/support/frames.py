"""The shapes of the server's frames, field by field, as docs/protocol.md has them."""

from typing import Any

from .identifiers import identifier

Shape = dict[str, Any]


def optional(kind: Any) -> tuple:
    return (kind, type(None))


PROBLEM: Shape = {"code": str, "message": str, "retryable": bool, "request_id": str}
USAGE: Shape = {"input": int, "output": int, "first_ms": int, "total_ms": int}
CHAT: Shape = {
    "kind": str,
    "id": str,
    "version": int,
    "title": str,
    "head": optional(str),
    "pinned": bool,
    "hidden": bool,
    "archived": bool,
    "folder": optional(str),
    "position": optional(str),
    "tags": list,
    "unread": bool,
    "model": optional(str),
    "created": int,
    "updated": int,
    "deleted": optional(int),
    "running": list,
}
MESSAGE: Shape = {
    "kind": str,
    "id": str,
    "version": int,
    "chat": str,
    "parent": optional(str),
    "role": str,
    "status": str,
    "text": str,
    "model": optional(str),
    "created": int,
    "finished": optional(int),
    "usage": optional(dict),
    "problem": optional(dict),
    "rating": int,
}
GONE: Shape = {"kind": str, "of": str, "id": str, "version": int}
DRAFT: Shape = {"kind": str, "id": str, "version": int, "text": str, "device": str, "others": list, "updated": int}
FOLDER: Shape = {"kind": str, "id": str, "version": int, "name": str, "parent": optional(str), "position": optional(str), "created": int}
MODEL: Shape = {"id": str, "name": str, "provider": str, "provider_name": str, "local": bool, "context": optional(int)}
PROVIDER: Shape = {"id": str, "name": str, "kind": str, "base_url": str, "has_key": bool, "state": str, "problem": optional(dict)}
COMPANION: Shape = {"state": str, "model": optional(str), "problem": optional(dict), "attempt": int}

FRAMES: dict[str, Shape] = {
    "welcome": {"v": int, "server": str, "epoch": str, "mode": str, "user": dict, "space": dict},
    "changes": {"space": str, "from": int, "to": int, "rows": list},
    "page": {"chat": str, "version": int, "before": optional(str), "first": optional(str), "messages": list, "branches": dict},
    "delta": {"chat": str, "message": str, "offset": int, "text": str},
    "settled": {"chat": str, "message": str, "status": str, "length": int},
    "ack": {"id": str, "version": int},
    "reject": {"id": str, "problem": dict},
    "models": {"models": list, "providers": list, "companion": dict},
    "notice": {"kind": str, "chat": str, "message": str, "title": str, "status": str},
    "resync": {"space": str},
    "problem": {"problem": dict},
    "pong": {"n": int},
}
ROWS = {"chat": CHAT, "message": MESSAGE, "draft": DRAFT, "folder": FOLDER, "gone": GONE}
STATUSES = {"done", "pending", "processing", "stopped", "interrupted", "error"}
RUNNING = {"pending", "processing"}


def check(value: dict, shape: Shape, extra: frozenset[str] = frozenset()) -> None:
    """Each field is there with its type, and no other is."""
    assert shape.keys() <= value.keys() <= shape.keys() | extra, f"fields {sorted(value)} for {sorted(shape)}: {value}"
    for name, kind in shape.items():
        kinds = kind if isinstance(kind, tuple) else (kind,)
        found = value[name]
        # In Python a truth is a number, too; on the wire it is not.
        assert isinstance(found, kinds) and (bool in kinds or not isinstance(found, bool)), f"{name} of {value}"


def check_problem(problem: dict) -> None:
    check(problem, PROBLEM, frozenset({"field"}))
    assert problem["message"].endswith("."), problem


def is_damaged(row: dict) -> bool:
    return (row.get("problem") or {}).get("code") == "unreadable"


def check_row(row: dict) -> None:
    damaged = is_damaged(row)
    check(row, ROWS[row["kind"]], frozenset({"problem"} if damaged else ()))
    if row["kind"] != "message":
        return
    assert row["status"] in STATUSES and row["role"] in {"user", "assistant", "system"} and row["rating"] in {-1, 0, 1}, row
    assert row["text"] == "" or row["status"] not in RUNNING, row
    assert (row["problem"] is not None) == (damaged or row["status"] == "error"), row
    assert row["text"] == "" or not damaged, row
    assert (row["finished"] is None) == (row["status"] in RUNNING), row
    if row["usage"] is not None:
        check(row["usage"], USAGE)
    if row["problem"] is not None:
        check_problem(row["problem"])


def check_frame(frame: dict) -> None:
    kind = frame["type"]
    assert kind in FRAMES, f"an unknown frame: {frame}"
    check({name: value for name, value in frame.items() if name != "type"}, FRAMES[kind], frozenset({"chat"} if kind == "problem" else ()))
    if kind == "welcome":
        check(frame["user"], {"id": str, "name": str})
        check(frame["space"], {"id": str, "name": str, "role": str, "version": int})
        assert frame["v"] == 1 and frame["mode"] == "single"
    elif kind == "changes":
        for row in frame["rows"]:
            check_row(row)
    elif kind == "page":
        for row in frame["messages"]:
            check_row(row)
            assert row["kind"] == "message" and row["chat"] == frame["chat"], row
        for children in frame["branches"].values():
            assert len(children) > 1 and len(set(children)) == len(children), frame["branches"]
    elif kind in ("reject", "problem"):
        check_problem(frame["problem"])
    elif kind == "models":
        check_catalogue(frame)


def check_catalogue(frame: dict) -> None:
    for model in frame["models"]:
        check(model, MODEL)
    for provider in frame["providers"]:
        check(provider, PROVIDER)
        assert provider["kind"] in {"companion", "environment", "custom"} and provider["state"] in {"ok", "checking", "failing"}, provider
        if provider["problem"] is not None:
            check_problem(provider["problem"])
    check(frame["companion"], COMPANION)
    assert frame["companion"]["state"] in {"absent", "starting", "loading", "ready", "failed"}, frame["companion"]


def mutation(op: str, **fields: Any) -> dict:
    """A `mutate` frame with an identifier of its own."""
    return {"type": "mutate", "id": identifier(), "op": op, **fields}
