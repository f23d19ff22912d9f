"""Calls between two browsers on programs that can be stopped and cables that can be cut."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser

from tests.journeys.pictures import RED, film

if TYPE_CHECKING:
    from tests.journeys.call.fleet import Fleet
    from tests.journeys.call.talk import Talk
    from tests.journeys.conftest import Site


@pytest.fixture(scope="module")
def fleet(served: "Site") -> "Iterator[Fleet]":
    """A practice of this module's own, on the test's database."""
    from tests.journeys.call.fleet import Fleet

    with Fleet(served.environ) as running:
        yield running


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The argument for a small and cheap camera."""
    return f"--use-file-for-fake-video-capture={film(tmp_path_factory.mktemp('films') / 'red.y4m', RED)}"


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser], camera: str) -> Iterator[Browser]:
    """One browser for both people; each has a context of their own."""
    started = launch(camera)
    yield started
    started.close()


@pytest.fixture
def talk(fleet: "Fleet", chromium: Browser, emptied: None) -> "Iterator[Talk]":
    """Two people who see and hear each other."""
    from tests.journeys.call.talk import begin

    running = begin(fleet.url, chromium)
    yield running
    for page in running.both:
        page.context.close()
    fleet.pages.mend()
    fleet.events.mend()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where configurations of helping servers lie."""
    return tmp_path_factory.mktemp("call")
