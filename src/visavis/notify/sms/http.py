"""Text messages by any gateway that takes a JSON document over HTTP.

The operator sets the address, a token, and a JSON document with the placeholders `$to` and `$text`.
Whose trouble a refusal is, `notify/verdict.py` tells by status and words.
"""

import json
from typing import Any
from urllib.parse import urlsplit

import httpx

from visavis.notify.port import ChannelError, OutgoingMessage, Receipt
from visavis.notify.sms.gateway import Options, SettingsReader, SmsGateway
from visavis.notify.verdict import Verdict, gateway_verdict

TIMEOUT_S = 10.0
NAMES_OF_ID = ("id", "message_id", "messageId", "sid")


class HttpChannel:
    """Sends to one gateway over a connection that is kept."""

    def __init__(self, url: str, *, token: str, body: str, timeout_s: float = TIMEOUT_S) -> None:
        self._url = url
        self._token = token
        self._body = json.loads(body)
        self._timeout_s = timeout_s
        self._client: httpx.Client | None = None

    def open(self) -> None:
        """Nothing takes time before the request itself."""

    def send(self, message: OutgoingMessage) -> Receipt:
        """Hand one text message to the gateway. Raises `ChannelError`."""
        try:
            answer = self._connected().post(
                self._url,
                json=_filled(self._body, {"$to": message.to, "$text": message.text}),
                headers={"Idempotency-Key": message.message_id.strip("<>")},
            )
        except (httpx.HTTPError, OSError) as error:
            self.close()
            raise ChannelError(
                self._without_token(str(error) or type(error).__name__), permanent=False
            ) from error
        if answer.is_success:
            return Receipt(_id_in(answer))
        said = self._without_token(f"{answer.status_code} {answer.text[:300]}")
        verdict = gateway_verdict(answer.status_code, answer.text)
        permanent, ours = verdict is Verdict.RECIPIENT, verdict is Verdict.OURS
        raise ChannelError(said, permanent=permanent, ours=ours)

    def close(self) -> None:
        """End the connection."""
        if self._client:
            self._client.close()
        self._client = None

    def _connected(self) -> httpx.Client:
        if self._client is None:
            headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
            # Proxies of the environment are not the operator's word on where phone numbers go.
            self._client = httpx.Client(headers=headers, timeout=self._timeout_s, trust_env=False)
        return self._client

    def _without_token(self, said: str) -> str:
        return said.replace(self._token, "…") if self._token else said


def _filled(template: Any, places: dict[str, str]) -> Any:
    """The document with its places filled, wherever in it they stand."""
    if isinstance(template, dict):
        return {name: _filled(value, places) for name, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, places) for value in template]
    if isinstance(template, str):
        # The text last: what a text contains is never a place.
        return template.replace("$to", places["$to"]).replace("$text", places["$text"])
    return template


def _id_in(answer: httpx.Response) -> str:
    try:
        document = answer.json()
    except ValueError:
        return ""
    found = (document.get(name) for name in NAMES_OF_ID) if isinstance(document, dict) else ()
    return next((str(value) for value in found if value), "")


def _read(reader: SettingsReader, chosen: bool) -> Options:
    name, example = "VISAVIS_SMS_HTTP_URL", "https://sms.example/send"
    url = reader.address(name, schemes=("https", "http"), example=example, secret=False)
    token = reader.secret("VISAVIS_SMS_HTTP_TOKEN")
    body = reader.text("VISAVIS_SMS_HTTP_BODY") or '{"to": "$to", "text": "$text"}'
    if chosen:
        if url is None and not reader.given(name):
            reader.problem(name, "is needed with VISAVIS_SMS=http", example)
        reader.json_template("VISAVIS_SMS_HTTP_BODY", body, places=("$to", "$text"))
    return {"url": url.text if url else "", "token": token, "body": body}


def _describe(options: Options) -> str:
    return f"through {urlsplit(options['url']).hostname}"


HTTP = SmsGateway(name="http", read=_read, channel=HttpChannel, describe=_describe)
