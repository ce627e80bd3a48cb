"""A real headless Chromium in front of a real server. Anything a page complains of fails its test."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.tracker.conftest import *  # noqa: F403  (the same cast)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The browser's own loop makes Django believe it runs asynchronously.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a browser test, and is skipped with one command where there is no browser."""
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium here: apt install chromium fonts-noto-cjk"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def db(transactional_db: None) -> None:
    """The cast must be seen by the server's own threads."""


class Running:
    """How many requests the server is answering. One that is still at work when its test ends would write into the
    tables of the next."""

    def __init__(self) -> None:
        self.count = 0
        self.lock = threading.Lock()
        request_started.connect(self._begins)
        request_finished.connect(self._ends)

    def _begins(self, **rest: object) -> None:
        with self.lock:
            self.count += 1

    def _ends(self, **rest: object) -> None:
        with self.lock:
            self.count -= 1

    def wait(self) -> None:
        """Until every request was answered; one may have been sent just before its browser was closed."""
        last = time.monotonic() + 5
        time.sleep(0.05)
        while self.count > 0 and time.monotonic() < last:
            time.sleep(0.02)
        self.count = 0


RUNNING = Running()


@pytest.fixture(autouse=True)
def server_has_answered(db: None) -> Iterator[None]:
    """The tables are emptied once no request is at work."""
    yield
    RUNNING.wait()


class Person:
    """Somebody in front of a page."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def _request(self, request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"asked another host: {request.url}")

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def sit_down(chromium: Browser, live_server, cast) -> Iterator[Callable[..., Person]]:
    """``sit_down("drafter", width=1440, script=True)``: that person, logged in, in a browser of their own."""
    people: list[Person] = []

    def person(username: str, *, width: int = 1440, script: bool = True) -> Person:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=script
        )
        one = Person(context, live_server.url)
        page = one.go("/accounts/login/")
        page.fill("#id_login", username)
        page.fill("#id_password", cast.password)
        page.click("main button[type=submit]")
        page.wait_for_url(live_server.url + "/")
        people.append(one)
        return one

    yield person
    for one in people:
        one.context.close()
    complaints = [complaint for one in people for complaint in one.complaints]
    # A 409 or 422 is an answer the page asked for; Chromium writes it to the console all the same.
    assert [c for c in complaints if "status of 409" not in c and "status of 422" not in c] == []
