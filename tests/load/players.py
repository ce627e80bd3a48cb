"""Two hundred people at their desks: each opens a page, saves, checks, with a pause between, until the day is over."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

TOKEN = "a" * 32
EMPTY = "/accounts/password/change/"
"""A page for which nothing is looked up but who is logged in."""
VERSION = re.compile(rb'name="version" value="(\d+)"')
PATIENCE = 60
"""Seconds after which somebody gives up: an error."""


@dataclass
class Tally:
    """What was seen by all, seconds by what was done."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    conflicts: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Player(threading.Thread):
    """One person. ``pause``: seconds between two things they do, on average."""

    def __init__(self, number: int, desk: dict[str, Any], port: int, pause: float, until: float, tally: Tally) -> None:
        super().__init__(daemon=True)
        self.desk, self.port, self.pause, self.until, self.tally = desk, port, pause, until, tally
        self.number, self.chance, self.saves = number, random.Random(number), 0
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Come in at some moment of the first pause; then page, save, check, and again."""
        time.sleep(self.chance.uniform(0, 3 * self.pause))
        while time.monotonic() < self.until:
            for deed in (self.page, self.check) if self.desk["reviews"] else (self.page, self.save, self.check):
                if time.monotonic() >= self.until:
                    break
                deed()
                time.sleep(self.chance.uniform(0.5, 1.5) * self.pause)

    def page(self) -> None:
        """One of the pages they use; now and then the empty one, which the others are measured against."""
        report, part = self.desk["report"], self.chance.choice(self.desk["parts"])
        pages = {
            "empty page": EMPTY,
            "my tasks": "/",
            "report": f"/reports/{report}/",
            "part": f"/parts/{part}/",
            "whole text": f"/reports/{report}/read/",
            "list of reports": "/reports/",
        }
        what = self.chance.choice(list(pages))
        self._ask(what, "GET", pages[what])

    def save(self) -> None:
        """Change one line, as the page saves while one types."""
        key, (_part, version, text) = self.chance.choice(list(self.desk["entries"].items()))
        self.saves += 1
        mark = f"{self.number}-{self.saves}〕"
        form = {"text": f"{text}〔{mark}", "version": version, "autosave": "1"}
        answer = self._ask("save", "POST", f"/entries/{key}/save/", form)
        if answer is None:
            return
        status, headers, body = answer
        now = headers.get("X-Entry-Saved")
        if now is not None:
            self.desk["entries"][key][1] = int(now)
            with self.tally.lock:
                self.tally.acknowledged.append(mark)
        elif status == 200 and (found := VERSION.search(body)) and int(found[1]) != int(version):
            self.desk["entries"][key][1] = int(found[1])  # somebody else was faster: both texts are shown
            with self.tally.lock:
                self.tally.conflicts += 1
        else:
            self._wrong("save", f"neither saved nor a conflict: {status}")

    def check(self) -> None:
        """Have the report checked and look at the result."""
        answer = self._ask("check", "POST", f"/reports/{self.desk['report']}/inspect/", {})
        if answer is not None and answer[0] == 302:
            self._ask("whole text", "GET", urlsplit(answer[1]["Location"]).path)

    def _ask(
        self, what: str, method: str, path: str, form: dict[str, Any] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes] | None:
        headers = {"Cookie": f"sessionid={self.desk['session']}; csrftoken={TOKEN}", "Accept-Encoding": "gzip"}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
            headers |= {"HX-Request": "true"} if "autosave" in form else {}
        began = time.monotonic()
        try:
            status, got, body = self._exchange(method, path, urlencode(form) if form is not None else None, headers)
        except (OSError, http.client.HTTPException) as error:
            self._wrong(what, repr(error))
            return None
        with self.tally.lock:
            self.tally.seconds[what].append(time.monotonic() - began)
        if status not in (200, 302):
            self._wrong(what, f"status {status} at {path}")
            return None
        return status, got, body

    def _exchange(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """On the open connection, as a browser does; on a new one where the server has closed it meanwhile."""
        for again in (True, False):
            kept = self.connection is not None
            connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self.connection = None
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                connection.close()
                if kept and again:
                    continue
                raise
            data = answer.read()
            if not answer.will_close:
                self.connection = connection
            return answer.status, answer.headers, data
        raise AssertionError

    def _wrong(self, what: str, why: str) -> None:
        with self.tally.lock:
            self.tally.errors.append(f"{what}: {why}")
