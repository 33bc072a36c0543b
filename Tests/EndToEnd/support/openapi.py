"""The OpenAPI document as a judge: what a server answers must be what the document says."""

import json
import re
from typing import Any

import jsonschema_rs


class Document:
    """A document, and the schemas in it made ready."""

    def __init__(self, content: dict) -> None:
        self.content = content
        self._patterns = [(re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)) + r"\Z"), path) for path in content["paths"]]
        self._validators: dict[str, Any] = {}

    @property
    def operations(self) -> list[tuple[str, str, dict]]:
        """Method, path pattern and operation."""
        methods = {"get", "post", "put", "patch", "delete", "head", "options"}
        return [
            (method.upper(), path, operation)
            for path, item in self.content["paths"].items()
            for method, operation in item.items()
            if method in methods
        ]

    def operation(self, method: str, path: str) -> dict | None:
        address = path.split("?")[0]
        # A path without parameters goes before one with them.
        for expression, pattern in sorted(self._patterns, key=lambda entry: "{" in entry[1]):
            if expression.fullmatch(address):
                return self.content["paths"][pattern].get(method.lower())
        return None

    def resolved(self, part: Any) -> Any:
        """What a reference stands for."""
        while isinstance(part, dict) and "$ref" in part:
            target: Any = self.content
            for step in part["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            part = target
        return part

    def validator(self, schema: dict) -> Any:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            whole = {**schema, "components": self.content.get("components", {})}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole)
        return self._validators[key]

    def check(self, method: str, path: str, status: int, headers: dict[str, str], body: bytes) -> None:
        """Fails when the document does not allow this answer. What no operation describes is left to other tests."""
        operation = self.operation(method, path)
        if operation is None:
            return
        answers = operation["responses"]
        described = answers.get(str(status)) or answers.get(f"{status // 100}XX") or answers.get("default")
        assert described is not None, f"{method} {path} answered {status}, which the document does not name"
        content = self.resolved(described).get("content")
        media = headers.get("content-type", "").split(";")[0].strip()
        if not content or status in (204, 304) or method == "HEAD":
            return
        named = {name.split(";")[0].strip(): value for name, value in content.items()}
        assert media in named, f"{method} {path} answered {status} as {media!r}; the document names {sorted(content)}"
        schema = named[media].get("schema")
        if schema is not None and media.endswith("json"):
            errors = list(self.validator(schema).iter_errors(json.loads(body)))
            assert not errors, f"{method} {path} {status}: {errors[0].message} at {errors[0].instance_path}; {body[:500]!r}"
