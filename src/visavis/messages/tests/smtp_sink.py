"""A real mail server that keeps what it takes: `python -m visavis.messages.tests.smtp_sink PORT FOLDER`.

Every mail becomes a line of JSON in FOLDER/mails. A file FOLDER/mode changes how it behaves: `refuse`
answers that it cannot now, `hang 3` says nothing for three seconds.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    """Takes every mail and writes it down before it says so."""

    def __init__(self, folder: Path) -> None:
        self._mails = (folder / "mails").open("ab", buffering=0)
        self._mode = folder / "mode"

    async def handle_MAIL(  # noqa: N802  aiosmtpd names it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        mode = self._mode.read_text() if self._mode.exists() else ""
        if mode == "refuse":
            return "451 Not now"
        if mode.startswith("hang"):
            await asyncio.sleep(float(mode.split()[1]))
            return "421 Too long"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd names it
        content = envelope.content
        assert isinstance(content, bytes)
        mail = {"at": time.time(), "to": envelope.rcpt_tos[0], "content": content.decode()}
        self._mails.write(json.dumps(mail).encode() + b"\n")
        return "250 Taken"


async def serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    keeper = Keeper(folder)

    def protocol() -> Any:
        return SMTP(keeper, enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(protocol, "127.0.0.1", port)
    (folder / "listens").touch()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
