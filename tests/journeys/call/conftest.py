"""Calls between two browsers on programs that can be stopped and cables that can be cut."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser

from tests.journeys.fake_camera import RED, make_film

if TYPE_CHECKING:
    from tests.journeys.call.call_pages import CallPages
    from tests.journeys.call.programs import Programs
    from tests.journeys.conftest import Site


@pytest.fixture(scope="module")
def programs(served: "Site") -> "Iterator[Programs]":
    """A practice of this module's own, on the test's database."""
    from tests.journeys.call.programs import Programs

    with Programs(served.environ) as running:
        yield running


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The argument for a small and cheap camera."""
    return f"--use-file-for-fake-video-capture={make_film(tmp_path_factory.mktemp('films') / 'red.y4m', RED)}"


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser], camera: str) -> Iterator[Browser]:
    """One browser for both people; each has a context of their own."""
    started = launch(camera)
    yield started
    started.close()


@pytest.fixture
def call(programs: "Programs", chromium: Browser, emptied: None) -> "Iterator[CallPages]":
    """Two people who see and hear each other."""
    from tests.journeys.call.call_pages import start_call

    running = start_call(programs.url, chromium)
    yield running
    for page in running.both:
        page.context.close()
    programs.pages.repair()
    programs.events.repair()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where configurations of helping servers lie."""
    return tmp_path_factory.mktemp("call")
