"""Which statuses the OpenAPI document names for each operation, and which operation a path belongs to."""

from functools import cache

from django.urls import Resolver404, resolve

from visavis.api.application import _OPERATION_IDS, PARTS, api


@cache
def documented() -> dict[str, frozenset[int]]:
    """The statuses of every operation, by its id."""
    return {
        described["operationId"]: frozenset(int(status) for status in described["responses"])
        for path in api.get_openapi_schema()["paths"].values()
        for described in path.values()
    }


@cache
def _operations() -> dict[tuple[str, str], str]:
    """The id of an operation by the name of its address and its method."""
    return {
        (str(operation.url_name), method): _OPERATION_IDS[operation.view_func.__name__]
        for part in PARTS
        for view in part.router.path_operations.values()
        for operation in view.operations
        for method in operation.methods
    }


def operation_at(path: str, method: str) -> str | None:
    """The operation that a request reaches; None where it reaches none."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return _operations().get((found.url_name or "", method)) if found.namespace == "api" else None
