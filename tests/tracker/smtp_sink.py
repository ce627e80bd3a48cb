"""A small real SMTP server: it takes letters over the wire, keeps them, and refuses whom it is told to refuse."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        sink: Sink = self.server  # type: ignore[assignment]
        self._say("220 sink")
        refused = False
        while line := self.rfile.readline():
            word = line.split(b" ", 1)[0].strip().upper()
            if word in (b"EHLO", b"HELO"):
                self._say("250 sink")
            elif word == b"RCPT":
                refused = any(one.encode() in line for one in sink.refused)
                self._say("550 no such mailbox" if refused else "250 ok")
            elif word == b"DATA":
                self._say("354 go on")
                time.sleep(sink.slow)
                sink.take(self._data())
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


class Sink(socketserver.ThreadingTCPServer):
    """The server; ``letters`` is what it took."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.slow = 0.0
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def take(self, raw: bytes) -> None:
        with self._lock:
            self.letters.append(email.message_from_bytes(raw, policy=email.policy.default))  # type: ignore[arg-type]

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.letters if address in str(one["To"])]


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """The server, listening until the block ends."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
