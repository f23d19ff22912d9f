"""Text messages through an HTTP gateway, against a real HTTP server on this machine."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from visavis.notify.contract import MESSAGE, OtherSide, RefusingChannelContract
from visavis.notify.port import ChannelError, OutgoingMessage
from visavis.notify.sms.http import HttpChannel

BODY = """
{"recipient": {"number": "$to"}, "messages": [{"body": "$text"}], "from": "Riverside", "flash": false}
"""


class Gateway(OtherSide):
    """Keeps what is posted to it, and answers with the next of `answers`."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], Any]] = []
        self.answers: list[tuple[int, str]] = []
        self.server: ThreadingHTTPServer | None = None
        self.port = 0

    def start(self) -> None:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, said = gateway.answers.pop(0) if gateway.answers else (200, '{"id": "sms-17"}')
                if status < 300:
                    gateway.requests.append((dict(self.headers), document))
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def arrived(self) -> list[OutgoingMessage]:
        return [
            OutgoingMessage(
                to=document["recipient"]["number"],
                text=document["messages"][0]["body"],
                message_id=f"<{headers['Idempotency-Key']}>",
            )
            for headers, document in self.requests
        ]

    def refuse(self, *, permanent: bool) -> None:
        self.answers = [(422, "not a mobile number")] if permanent else [(503, "busy")]

    def vanish(self) -> None:
        assert self.server
        self.server.shutdown()
        self.server.server_close()
        self.server = None


@pytest.fixture
def other_side() -> Iterator[Gateway]:
    gateway = Gateway()
    gateway.start()
    yield gateway
    if gateway.server:
        gateway.vanish()


@pytest.fixture
def channel(other_side: Gateway) -> Iterator[HttpChannel]:
    made = HttpChannel(f"http://127.0.0.1:{other_side.port}/send", token="s3cret", body=BODY, timeout_s=2)
    yield made
    made.close()


class TestHttpGateway(RefusingChannelContract):
    message = replace(MESSAGE, to="+380501234567")


def test_the_operator_s_document_is_kept_and_the_token_sent(
    channel: HttpChannel, other_side: Gateway
) -> None:
    receipt = channel.send(replace(MESSAGE, to="+380501234567", text='He said "$to" \\ and left'))
    ((headers, document),) = other_side.requests
    assert headers["Authorization"] == "Bearer s3cret"
    assert document["messages"] == [{"body": 'He said "$to" \\ and left'}]
    assert (document["from"], document["flash"]) == ("Riverside", False)
    assert receipt.provider_id == "sms-17"


@pytest.mark.parametrize(("status", "permanent"), [(400, False), (401, False), (404, False), (429, False)])
def test_what_only_we_can_mend_loses_no_message(
    channel: HttpChannel, other_side: Gateway, status: int, permanent: bool
) -> None:
    other_side.answers = [(status, "no: s3cret")]
    with pytest.raises(ChannelError) as refused:
        channel.send(MESSAGE)
    assert refused.value.permanent is permanent
    assert "s3cret" not in refused.value.detail
    assert str(status) in refused.value.detail


@pytest.mark.parametrize("said", ["", "OK", "[1]", '{"status": "queued"}'])
def test_an_answer_without_an_id_is_a_receipt_all_the_same(
    channel: HttpChannel, other_side: Gateway, said: str
) -> None:
    other_side.answers = [(202, said)]
    assert channel.send(MESSAGE).provider_id == ""
