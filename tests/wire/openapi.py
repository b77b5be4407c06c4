"""Discord's OpenAPI description as a judge of what crosses the wire."""

from __future__ import annotations

import json
import re
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS31Validator, oas31_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
_FILE = Path(__file__).parents[1] / "data" / "discord-openapi" / "openapi.json"
_URI = "urn:discord-openapi"


class Description:
    """The description: finds an operation, and lists what is wrong with a body."""

    def __init__(self) -> None:
        self.document: Json = json.loads(_FILE.read_bytes())
        resource = DRAFT202012.create_resource(self.document)
        self._registry: Registry[Any] = Registry().with_resource(_URI, resource)
        self._paths = sorted(
            ((re.compile("^" + re.sub(r"\{[^}]+\}", "[^/]+", p) + "$"), p) for p in self._known()),
            key=lambda entry: entry[1].count("{"),
        )

    def _known(self) -> list[str]:
        return list(self.document["paths"])

    def operation(self, method: str, path: str) -> tuple[str, Json]:
        """Return the JSON pointer and the object of an operation. Raises LookupError."""
        for pattern, template in self._paths:
            if pattern.match(path) and method.lower() in self.document["paths"][template]:
                escaped = template.replace("~", "~0").replace("/", "~1")
                operation: Json = self.document["paths"][template][method.lower()]
                return f"/paths/{escaped}/{method.lower()}", operation
        raise LookupError(f"Discord describes no {method} {path}")

    def faults_of_request(self, method: str, path: str, body: Any) -> list[str]:
        """List what Discord's description has against a request's JSON body."""
        pointer, operation = self.operation(method, path)
        if body is None:
            required = operation.get("requestBody", {}).get("required", False)
            return [f"{method} {path} needs a body"] if required else []
        schema = f"{pointer}/requestBody/content/application~1json/schema"
        return self._faults(schema, _with_text_ids(body))

    def faults_of_answer(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """List what Discord's description has against an answer."""
        pointer, operation = self.operation(method, path)
        known = operation["responses"]
        key = next((k for k in (str(status), f"{status // 100}XX") if k in known), None)
        if key is None:
            return [f"{method} {path} answers with no {status}"]
        content = known[key].get("content")
        if "$ref" in known[key]:
            body = _with_number_codes(body)
            pointer = known[key]["$ref"].removeprefix("#")
            return self._faults(f"{pointer}/content/application~1json/schema", body)
        if content is None:
            return [] if body is None else [f"{method} {path} answers {status} with no body"]
        return self._faults(f"{pointer}/responses/{key}/content/application~1json/schema", body)

    def _faults(self, pointer: str, body: Any) -> list[str]:
        validator = OAS31Validator(
            {"$ref": f"{_URI}#{pointer}"},
            registry=self._registry,
            format_checker=oas31_format_checker,
        )
        return [
            f"{error.json_path}: {(_deepest(error)).message[:300]}"
            for error in validator.iter_errors(body)
        ]


def _with_text_ids(body: Any) -> Any:
    """Discord takes ids as numbers too, and discord.py sends some so; the description does not."""
    if not isinstance(body, dict):
        return body
    copied = dict(body)
    for key in ("message_reference", "data"):
        if isinstance(copied.get(key), dict):
            copied[key] = _with_text_ids(copied[key])
    if isinstance(copied.get("attachments"), list):
        copied["attachments"] = [a | {"id": str(a["id"])} for a in copied["attachments"]]
    return {k: str(v) if k.endswith("_id") and isinstance(v, int) else v for k, v in copied.items()}


def _with_number_codes(body: Any) -> Any:
    """The description has numbers for the codes in the tree of a 50035; Discord sends names."""
    if isinstance(body, list):
        return [_with_number_codes(item) for item in body]
    if isinstance(body, dict):
        return {
            k: 0 if k == "code" and isinstance(v, str) else _with_number_codes(v)
            for k, v in body.items()
        }
    return body


def _deepest(error: Any) -> Any:
    while error.context:
        error = min(error.context, key=lambda e: -len(e.absolute_path))
    return error


def payload_of(content_type: str, body: bytes) -> Any:
    """Return the JSON of a request, be it the body or the `payload_json` of a form."""
    if not body:
        return None
    if content_type == "application/json":
        return json.loads(body)
    form = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
    )
    for part in form.walk():
        if part.get_param("name", header="content-disposition") == "payload_json":
            return json.loads(str(part.get_payload()))
    return None
