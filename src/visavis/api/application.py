"""The API as one application: its operations, its schema, and its page."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from visavis.api.access import ANYBODY
from visavis.api.problems import answer_with_problems, header_name
from visavis.api.reference import Reference
from visavis.api.views import appointments, catalogue, joining
from visavis.web.refusals import PROBLEM

ABOUT = """\
Book, move and cancel appointments and join their calls, by the same rules as the pages.

Instants are ISO 8601 with an offset, ids are UUIDs, refusals are problem details (RFC 9457). Staff send
an API token made at the desk, clients a grant made from their personal link: “Authorization: Bearer …”.
"""


class Interface(NinjaAPI):
    """Ninja's application, with what the framework's schema leaves out."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The OpenAPI document, with refusals as they are sent, and where a credential is needed."""
        schema = super().get_openapi_schema(**where)
        _without_defaults(schema)
        open_to_all = set(self._open_to_all())
        for path in schema["paths"].values():
            for described in path.values():
                _as_it_is(described)
                if described["operationId"] in open_to_all:
                    described["security"].append({})
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of a function in a generated client."""
        return _OPERATION_IDS[operation.view_func.__name__]

    def _open_to_all(self) -> Iterator[str]:
        for part in PARTS:
            for view in part.router.path_operations.values():
                for operation in view.operations:
                    if operation.auth_callbacks == [ANYBODY]:
                        yield self.get_openapi_operation_id(operation)


_OPERATION_IDS = {
    "specialists": "listSpecialists",
    "specialist": "getSpecialist",
    "services": "listServices",
    "service": "getService",
    "slots": "listSlots",
    "challenge": "getChallenge",
    "book": "bookAppointment",
    "appointment": "getAppointment",
    "move": "moveAppointment",
    "cancel": "cancelAppointment",
    "grants": "createGrant",
    "enter": "enterWaitingRoom",
    "admit_client": "admitClient",
    "join": "joinCall",
}


def _without_defaults(schema: dict[str, Any]) -> None:
    """Say of defaults nothing: generators for TypeScript take a field that has one for mandatory."""
    for described in schema["components"]["schemas"].values():
        for field in described.get("properties", {}).values():
            field.pop("default", None)


def _as_it_is(described: dict[str, Any]) -> None:
    for status, answer in described["responses"].items():
        if int(status) >= HTTPStatus.BAD_REQUEST:
            answer["content"] = {PROBLEM: answer["content"]["application/json"]}
    for parameter in described["parameters"]:
        if parameter["in"] == "header":
            parameter["name"] = header_name(parameter["name"])


api = Interface(
    title="Vis-a-vis",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs=Reference(),
    servers=[{"url": settings.VISAVIS.base_url}],
    openapi_extra={"info": {"license": {"name": "MIT", "identifier": "MIT"}}},
)
answer_with_problems(api)
PARTS = (catalogue, appointments, joining)
for part in PARTS:
    api.add_router("", part.router)
