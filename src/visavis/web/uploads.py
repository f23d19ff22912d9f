"""The largest request body that is accepted, checked before any form sees it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MAX_BYTES = 50_000_000
"""Well above the limits of forms, so that a form can say what is too large."""


class UploadSizeLimit(FileUploadHandler):
    """Refuses a request that would fill the disk: files are stored before the view checks who sent them."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803  Django's name
        """Raises `RequestDataTooBig`."""
        if content_length > MAX_BYTES:
            raise RequestDataTooBig("more was uploaded than any form takes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave it to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave it to the next handler."""
