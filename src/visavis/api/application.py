"""The interface as one application: its operations, its schema, and its page."""

from typing import Any

from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import OpenAPISchema

from visavis.api.problems import answer_with_problems
from visavis.api.views import appointments, catalogue, joining
from visavis.web.refusals import PROBLEM

ABOUT = """\
Book, move and cancel appointments and join their calls, by the same rules as the pages.

Instants are ISO 8601 with an offset, ids are UUIDs, refusals are problem details (RFC 9457). Staff send
an API token made at the desk, clients a grant made from their personal link: `Authorization: Bearer …`.
"""


class Interface(NinjaAPI):
    """Ninja's, but its schema says of refusals what they really are."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The OpenAPI document, with refusals as problem details."""
        schema = super().get_openapi_schema(**where)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {PROBLEM: answer["content"]["application/json"]}
        return schema


api = Interface(
    title="Vis-à-vis",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs=Swagger(settings={"validatorUrl": None, "tryItOutEnabled": False}),
)
answer_with_problems(api)
PARTS = (catalogue, appointments, joining)
for part in PARTS:
    api.add_router("", part.router)
