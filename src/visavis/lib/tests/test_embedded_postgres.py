import os

import psycopg


def test_the_tests_run_on_a_real_postgresql() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"].replace("/visavis?", "/postgres?")) as connection:
        assert connection.info.server_version >= 150000
