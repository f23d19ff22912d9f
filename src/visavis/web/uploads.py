"""How much anybody may upload in one request, before a form has looked at it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 50_000_000
"""Well above what forms take, so that they can say in words what is too large."""


class NothingHuge(FileUploadHandler):
    """Refuses a request that would fill the disk: files are stored before anybody asks who sent them."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803  Django's name
        """Raises `RequestDataTooBig`."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig("more was uploaded than any form takes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave it to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave it to the next handler."""
