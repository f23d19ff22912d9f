import stat
from ipaddress import ip_network
from pathlib import Path

import pytest

from visavis.config.env import DEMO_MARK, ConfigurationError, Env

KEY = "k" * 50
DATA_KEY = "d" * 32
OWN = {
    "DATABASE_URL": "postgresql://visavis:pass@db.example/visavis",
    "VISAVIS_SECRET_KEY": KEY,
    "VISAVIS_DATA_KEY": DATA_KEY,
    "VISAVIS_BASE_URL": "https://consult.example",
}


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as raised:
        Env.read(environ)
    return raised.value.problems


def test_nothing_set_gives_an_embedded_database_and_keys_that_stay(tmp_path: Path) -> None:
    first = Env.read({"VISAVIS_VAR": str(tmp_path / "var")})
    again = Env.read({"VISAVIS_VAR": str(tmp_path / "var")})
    assert first == again
    assert first.embedded is not None
    assert first.database.startswith("postgresql://visavis@/visavis?host=")
    assert first.base_url == "http://localhost:8000"
    assert len(first.secret_key) >= 50
    assert len(first.data_keys[0]) >= 50
    assert first.data_keys[0] != first.secret_key
    kept = sorted((tmp_path / "var").iterdir())
    assert [path.name for path in kept] == ["data_key", "secret_key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_two_practices_make_different_keys(tmp_path: Path) -> None:
    keys = {Env.read({"VISAVIS_VAR": str(tmp_path / name)}).secret_key for name in ("a", "b")}
    assert len(keys) == 2


def test_a_folder_that_cannot_be_written_is_a_problem_of_var(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert problems({"VISAVIS_VAR": str(tmp_path / "file" / "var")})[0].startswith("VISAVIS_VAR ")


def test_a_database_of_ones_own_needs_a_key_and_an_address() -> None:
    found = problems({"DATABASE_URL": OWN["DATABASE_URL"]})
    assert [problem.split()[0] for problem in found] == [
        "VISAVIS_BASE_URL", "VISAVIS_SECRET_KEY", "VISAVIS_DATA_KEY",
    ]  # fmt: skip
    assert all("Example: " in problem for problem in found)


def test_a_whole_configuration_is_read() -> None:
    env = Env.read(
        OWN
        | {
            "VISAVIS_EMAIL_URL": "smtp://olena%40x.example:s%3Acret@mail.example?tls=ssl",
            "VISAVIS_EMAIL_FROM": "Practice <hello@consult.example>",
            "VISAVIS_SMS": "http",
            "VISAVIS_SMS_HTTP_URL": "https://sms.example/send",
            "VISAVIS_SMS_HTTP_TOKEN": "token",
            "VISAVIS_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.1.5",
            "VISAVIS_LOG_LEVEL": "warning",
            "VISAVIS_PORT": "9000",
        }
    )
    assert env.embedded is None
    assert env.database == OWN["DATABASE_URL"]
    assert env.allowed_hosts[0] == "consult.example"
    assert env.email is not None
    assert (env.email.user, env.email.password, env.email.port) == ("olena@x.example", "s:cret", 465)
    assert env.sms.gateway == "http"
    assert (env.sms.options["url"], env.sms.options["token"]) == ("https://sms.example/send", "token")
    assert env.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("192.168.1.5"))
    assert (env.log_level, env.port, env.debug, env.demo) == ("WARNING", 9000, False, False)


def test_no_secret_shows_when_the_configuration_is_printed() -> None:
    env = Env.read(
        OWN
        | {
            "VISAVIS_EMAIL_URL": "smtp://olena:topsecret1@mail.example",
            "VISAVIS_EMAIL_FROM": "a@b.example",
            "VISAVIS_SMS": "http",
            "VISAVIS_SMS_HTTP_URL": "https://sms.example",
            "VISAVIS_SMS_HTTP_TOKEN": "topsecret2",
        }
    )
    shown = repr(env)
    secrets = ("topsecret", ":pass@", KEY, DATA_KEY, *env.link_keys)
    assert not [secret for secret in secrets if secret in shown]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://visavis@db.example/visavis"),
        ("DATABASE_URL", "postgresql://db.example"),
        ("DATABASE_URL", "postgresql://db.example:port/visavis"),
        ("VISAVIS_SECRET_KEY", "short"),
        ("VISAVIS_LINK_KEY", "short"),
        ("VISAVIS_DATA_KEY", "short"),
        ("VISAVIS_BASE_URL", "http://consult.example"),
        ("VISAVIS_BASE_URL", "consult.example"),
        ("VISAVIS_BASE_URL", "https://consult.example/practice"),
        ("VISAVIS_BASE_URL", "https://[::1"),
        ("VISAVIS_DEMO", "maybe"),
        ("VISAVIS_EMAIL_URL", "http://mail.example"),
        ("VISAVIS_EMAIL_URL", "smtp://mail.example?tls=perhaps"),
        ("VISAVIS_EMAIL_URL", "smtp://mail.example:99999"),
        ("VISAVIS_EMAIL_FROM", "nobody"),
        ("VISAVIS_SMS", "pigeon"),
        ("VISAVIS_SMS", "outbox"),
        ("VISAVIS_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("VISAVIS_LOG_LEVEL", "loud"),
        ("VISAVIS_PORT", "0"),
        ("VISAVIS_PORT", "²"),
    ],
)
def test_a_wrong_value_names_its_variable_and_is_never_repeated(name: str, value: str) -> None:
    extra = {"VISAVIS_EMAIL_FROM": "a@b.example"} if name == "VISAVIS_EMAIL_URL" else {}
    found = problems(OWN | extra | {name: value})
    assert len(found) == 1
    assert found[0].startswith(name + " ")
    assert "Example: " in found[0]
    assert value not in found[0].split("Example: ")[0].split() or name == "VISAVIS_SMS"


def test_behind_https_the_proxy_of_this_machine_is_believed_and_another_must_be_named() -> None:
    loopback = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert Env.read(OWN).trusted_proxies == loopback
    assert Env.read(OWN | {"VISAVIS_HOST": "::1"}).trusted_proxies == loopback
    (problem,) = problems(OWN | {"VISAVIS_HOST": "0.0.0.0"})  # noqa: S104  refused, not bound
    assert problem.startswith("VISAVIS_TRUSTED_PROXIES is needed with https when VISAVIS_HOST is 0.0.0.0")
    # Not a whole network: from each address in it everybody could name another client.
    assert problem.endswith("Example: 10.0.0.5")
    local = {name: value for name, value in OWN.items() if name != "DATABASE_URL"}
    assert Env.read(local | {"VISAVIS_BASE_URL": "http://localhost:8000"}).trusted_proxies == ()


def test_the_demo_is_refused_where_a_practice_may_live(tmp_path: Path) -> None:
    assert problems(OWN | {"VISAVIS_DEMO": "1"})[0].startswith("VISAVIS_DEMO is for trying it")
    at_home = OWN | {"VISAVIS_BASE_URL": "http://localhost:8000", "VISAVIS_VAR": str(tmp_path)}
    assert problems(at_home | {"VISAVIS_DEMO": "1"})[0].startswith(
        "VISAVIS_DEMO cannot be used with DATABASE_URL"
    )
    (tmp_path / DEMO_MARK).write_text("whole")
    assert Env.read(at_home | {"VISAVIS_DEMO": "1"}).demo


def test_a_gateway_for_sms_needs_an_address_and_a_body_with_both_places() -> None:
    found = problems(OWN | {"VISAVIS_SMS": "http", "VISAVIS_SMS_HTTP_BODY": '{"to": "$to"}'})
    assert [problem.split()[0] for problem in found] == ["VISAVIS_SMS_HTTP_URL", "VISAVIS_SMS_HTTP_BODY"]


def test_all_problems_are_reported_at_once() -> None:
    assert len(problems(OWN | {"VISAVIS_PORT": "x", "VISAVIS_DEBUG": "x", "VISAVIS_SMS": "x"})) == 3


def test_a_misspelt_variable_is_not_ignored() -> None:
    assert problems(OWN | {"VISAVIS_BASEURL": "https://consult.example"}) == (
        "VISAVIS_BASEURL is not a setting of ours: did you mean VISAVIS_BASE_URL?",
    )


def test_a_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text(f"  {KEY}f\n")
    assert Env.read(_without_key() | {"VISAVIS_SECRET_KEY_FILE": str(secret)}).secret_key == KEY + "f"


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    assert "both set" in problems(OWN | {"VISAVIS_SECRET_KEY_FILE": str(tmp_path / "key")})[0]


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_secret_file_that_holds_nothing_readable_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    found = problems(_without_key() | {"VISAVIS_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert found[0].startswith("VISAVIS_SECRET_KEY_FILE ")
    assert str(tmp_path / "key") in found[0]


def test_only_secrets_come_from_files() -> None:
    assert problems(OWN | {"VISAVIS_PORT_FILE": "/run/port"})[0].startswith(
        "VISAVIS_PORT_FILE is not supported"
    )


def test_links_made_before_a_rotation_of_the_key_still_verify() -> None:
    before = Env.read(OWN)
    after = Env.read(OWN | {"VISAVIS_SECRET_KEY": "n" * 50, "VISAVIS_SECRET_KEY_OLD": KEY})
    assert after.link_keys[0] != before.link_keys[0]
    assert before.link_keys[0] in after.link_keys
    assert after.secret_keys_old == (KEY,)


def test_a_link_key_of_ones_own_takes_the_place_of_the_derived_one() -> None:
    assert Env.read(OWN | {"VISAVIS_LINK_KEY": "l" * 32}).link_keys == ("l" * 32,)


def test_the_demo_sends_its_messages_to_the_outbox(tmp_path: Path) -> None:
    env = Env.read({"VISAVIS_VAR": str(tmp_path), "VISAVIS_DEMO": "1", "VISAVIS_PORT": "8101"})
    assert (env.sms.gateway, env.base_url) == ("outbox", "http://localhost:8101")


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("Yes", True), ("0", False), ("off", False)])
def test_a_switch_is_on_or_off_in_the_usual_words(value: str, meant: bool) -> None:
    assert Env.read(OWN | {"VISAVIS_DEBUG": value}).debug is meant


def test_an_empty_variable_counts_as_absent() -> None:
    assert Env.read(OWN | {"VISAVIS_EMAIL_URL": "", "VISAVIS_PORT": " "}).email is None


def _without_key() -> dict[str, str]:
    return {name: value for name, value in OWN.items() if name != "VISAVIS_SECRET_KEY"}


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "wss://consult.example/live/"),
        ({"VISAVIS_BASE_URL": "https://consult.example:8443"}, "wss://consult.example:8443/live/"),
        ({"VISAVIS_BASE_URL": "http://localhost:8000"}, "ws://localhost:8001/live/"),
        ({"VISAVIS_BASE_URL": "http://[::1]:9000", "VISAVIS_PORT": "9000"}, "ws://[::1]:9001/live/"),
        ({"VISAVIS_BASE_URL": "http://localhost:1", "VISAVIS_PORT": "65535"}, "ws://localhost:65534/live/"),
        ({"VISAVIS_LIVE_URL": "wss://live.example/live/"}, "wss://live.example/live/"),
    ],
)
def test_browsers_find_live_events_where_the_pages_are(more: dict[str, str], address: str) -> None:
    assert Env.read(OWN | more).live.url == address


@pytest.mark.parametrize(
    "more",
    [
        {"VISAVIS_LIVE_URL": "https://live.example/live/"},
        {"VISAVIS_LIVE_URL": "ws://live.example/live/"},
        {"VISAVIS_LIVE_URL": "wss://live.example/"},
        {"VISAVIS_LIVE_PORT": "8000"},
    ],
)
def test_an_address_that_browsers_could_not_use_is_a_problem(more: dict[str, str]) -> None:
    (problem,) = problems(OWN | more)
    assert problem.startswith(next(iter(more)))
