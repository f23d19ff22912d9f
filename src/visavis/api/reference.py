"""The reference page at `/api/docs`: the OpenAPI document in our own design.

The framework would show Swagger's page instead: a megabyte of script that knows neither our policy for
scripts, nor dark rooms, nor thumbs. Everything here stands in the document that programs read too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

Described = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, or one field of a body or an answer. `shape` names the shape it has, if any."""

    name: str
    kind: str
    shape: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API."""

    group: str
    method: str
    path: list[str]
    about: str
    open_to_all: bool
    parameters: list[Field]
    sends: str
    gets: str
    status: int

    @property
    def changes_something(self) -> bool:
        """Whether it does more than read."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body or an answer consists of, or which words a field may be."""

    name: str
    about: str
    fields: list[Field]
    words: list[str]


class Reference(DocsBase):
    """The page at `/api/docs`."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Draw it from the document."""
        document = api.get_openapi_schema()
        operations = list(_operations(document))
        context = {
            "about": document["info"]["description"].split("\n\n"),
            "document_url": self.get_openapi_url(api, kwargs),
            "groups": [(name, list(some)) for name, some in groupby(operations, attrgetter("group"))],
            "refusal": "Problem",
            "shapes": list(_shapes(document)),
        }
        return render(request, "api/reference.html", context)


def _operations(document: Described) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            status, answer = next((code, one) for code, one in said["responses"].items() if int(code) < 400)
            body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield Operation(
                group=said["tags"][0],
                method=method.upper(),
                path=path.strip("/").split("/"),
                about=said["description"],
                open_to_all={} in said["security"],
                parameters=[_parameter(one) for one in said["parameters"]],
                sends=_shape(body.get("schema", {})),
                gets=_shape(answer["content"]["application/json"]["schema"]),
                status=HTTPStatus(int(status)).value,
            )


def _shapes(document: Described) -> Iterator[Shape]:
    for name, said in sorted(document["components"]["schemas"].items()):
        needed = said.get("required", [])
        fields = [_field(one, about, one in needed) for one, about in said.get("properties", {}).items()]
        yield Shape(name, said.get("description", ""), fields, said.get("enum", []))


def _parameter(said: Described) -> Field:
    schema = {**said["schema"], "description": said.get("description", "")}
    return _field(said["name"], schema, said["required"])


def _field(name: str, said: Described, needed: bool) -> Field:
    return Field(name, _kind(said), _shape(said), needed, said.get("description", ""))


def _shape(said: Described) -> str:
    """The name of the shape that is meant: by itself, in a list, or as one of several."""
    for one in (said, said.get("items", {}), *said.get("anyOf", []), *said.get("allOf", [])):
        if "$ref" in one:
            return str(one["$ref"]).rpartition("/")[2]
        if "$ref" in one.get("items", {}):
            return str(one["items"]["$ref"]).rpartition("/")[2]
    return ""


def _kind(said: Described) -> str:
    """What JSON calls it, with its format: “string, uuid”; “or null” where there may be none."""
    kinds = [_kind(one) for one in said.get("anyOf", [])]
    if kinds:
        return " or ".join(kinds)
    if "$ref" in said or "allOf" in said:
        return ""
    return ", ".join(filter(None, (str(said.get("type", "")), said.get("format", ""))))
