"""What the answers of a running practice say of it."""

from http.client import HTTPConnection

import pytest

from tests.attacks.conftest import Target

pytestmark = [pytest.mark.processes, pytest.mark.timeout(120)]


@pytest.mark.parametrize("path", ["/", "/healthz", "/nothing/", "/static/nothing.css"])
def test_no_answer_names_the_server(target: Target, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", target.port, timeout=15)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    servers = [value for name, value in answer.getheaders() if name.lower() == "server"]
    connection.close()
    assert servers == ["web"]
    if path != "/healthz":
        assert "camera=()" in (answer.getheader("Permissions-Policy") or "")
