"""The OpenAPI document: it is one, it names every route, and what it promises is kept, by answers to good and to bad requests alike.

Beside this, support/api.py holds every answer that any test sees against the document.
"""

import json
import pathlib
import random
import re

import jsonschema_rs
import pytest
from support.identifiers import identifier
from support.secrecy import say

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "Sources"
# An address of a route as the sources write it: Route("GET", "/messages/{id}"
ROUTE = re.compile(r'Route\(\s*"(GET|POST|PUT|PATCH|DELETE)",\s*"(/[^"]*)"')


def test_document_is_one(api):
    content = api.document.content
    assert content["openapi"].startswith("3.1") and content["info"]["title"] == "Parlance"
    identifiers = [operation["operationId"] for _, _, operation in api.document.operations]
    assert len(identifiers) == len(set(identifiers)) > 5
    for method, path, operation in api.document.operations:
        assert operation["summary"].endswith("."), (method, path)
        named = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path)), (method, path)
        assert any(status.startswith("2") for status in operation["responses"]), (method, path)
        for schema in schemas(operation):
            api.document.validator(schema)


def schemas(part):
    if isinstance(part, dict):
        if "schema" in part:
            yield part["schema"]
        for value in part.values():
            yield from schemas(value)
    elif isinstance(part, list):
        for value in part:
            yield from schemas(value)


def test_document_names_every_route_of_the_sources(api):
    written = {(match[1], match[2]) for path in SOURCES.rglob("*.swift") for match in ROUTE.finditer(path.read_text())}
    assert len(written) > 5
    described = {(method, path) for method, path, _ in api.document.operations}
    assert written == described, f"not described: {written - described}; described, and not there: {described - written}"


def test_no_route_answers_beside_the_document(api):
    """Of each described address, the methods that are not described are refused with the list of those that are."""
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    described: dict[str, set[str]] = {}
    for method, path, _ in api.document.operations:
        described.setdefault(path, set()).add(method)
    for path, known in described.items():
        for method in methods:
            if method not in known:
                answer = api.request(method, filled(path), checked=False)
                assert answer.status == 405 and set(answer.headers["allow"].replace(" ", "").split(",")) >= known, (method, path, answer)


def filled(path: str) -> str:
    return re.sub(r"\{\w+\}", identifier(), path)


SEED = 20_250_101


def examples(document, chance: random.Random, schema: dict, depth: int = 0):
    """A value that a schema allows."""
    schema = document.resolved(schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.choice(schema["enum"])
    for word in ("oneOf", "anyOf"):
        if word in schema:
            return examples(document, chance, chance.choice(schema[word]), depth)
    kinds = schema.get("type", "object")
    kind = chance.choice(kinds) if isinstance(kinds, list) else kinds
    if kind == "object":
        fields = schema.get("properties", {})
        return {
            name: examples(document, chance, field, depth + 1)
            for name, field in fields.items()
            if name in schema.get("required", []) or chance.random() < 0.5
        }
    if kind == "array":
        return [examples(document, chance, schema.get("items", {}), depth + 1) for _ in range(chance.randrange(3))]
    if kind == "string":
        if schema.get("format") == "uuid":
            return identifier()
        if schema.get("format") in ("uri", "url"):
            return "http://127.0.0.1:9/v1"
        shortest, longest = schema.get("minLength", 0), min(schema.get("maxLength", 30), 30)
        return "".join(chance.choice("aZ0 é数\U0001f388\"\\<\n") for _ in range(chance.randint(shortest, max(shortest, longest))))
    if kind in ("integer", "number"):
        return chance.randint(schema.get("minimum", -5), schema.get("maximum", 50))
    return None if kind == "null" else chance.random() < 0.5


WRONG = [None, True, 0, -1, 1.5, 1 << 70, "", "x", "\x00", "a" * 5000, [], [[]], {}, {"a": 1}]


def broken(chance: random.Random, body):
    """A body with one thing wrong with it, perhaps."""
    if not isinstance(body, dict) or chance.random() < 0.2:
        return chance.choice(WRONG)
    body = dict(body)
    match chance.randrange(3):
        case 0 if body:
            del body[chance.choice(sorted(body))]
        case 1 if body:
            body[chance.choice(sorted(body))] = chance.choice(WRONG)
        case _:
            body["surplus"] = chance.choice(WRONG)
    return body


@pytest.fixture(scope="module")
def walked(server):
    from support.api import Api

    return Api(server.port)


def test_good_and_bad_requests_are_answered_as_described(walked, server):
    """Each operation with drawn bodies and parameters; support/api.py checks each answer. None may be a failure of the server's own."""
    chance = random.Random(SEED)
    document = walked.document
    for method, path, operation in document.operations:
        # Not while other things of this module are to be seen.
        if (method, path) == ("DELETE", "/chat/clear"):
            continue
        request = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        for number in range(40 if request else 8):
            address = filled(path) if number % 4 else re.sub(r"\{\w+\}", chance.choice(["x", "%00", "%F0%9F%8E%88", "a" * 300, "..%2f"]), path)
            body = None
            if request is not None:
                body = examples(document, chance, request)
                if number % 2:
                    body = broken(chance, body)
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query" and chance.random() < 0.7:
                    value = chance.choice([identifier(), "nonsense", "%00", "", "1", "-1", "%ff"])
                    address += f"{'&' if '?' in address else '?'}{parameter['name']}={value}"
            answer = walked.request(method, address, body)
            assert answer.status < 500 or "provider" in answer.body.decode() or "model" in answer.body.decode(), (method, address, body, answer)
            if answer.status >= 400:
                assert answer.problem
            elif request is not None:
                errors = list(document.validator(request).iter_errors(body))
                assert not errors, f"{method} {path} took what its schema refuses: {errors[0].message} in {json.dumps(body)[:300]}"
    assert server.is_up


def test_validator_judges():
    """The judge itself: what breaks a schema is found."""
    assert not jsonschema_rs.Draft202012Validator({"type": "object", "required": ["a"]}).is_valid({})


def test_job_of_the_document(walked):
    answer = walked.post("/messages", {"text": say("As described")})
    assert answer.status in (202, 404, 409, 503)
