"""A program that misbehaves as it is told: what a library may do on a hostile file."""

from __future__ import annotations

import os
import tempfile

from reportsrc.readers.apart import MOST_ANSWER, Failure, RefusedError, answer


def misbehave(told: bytes) -> bytes:
    if told == b"run on":
        while True:
            pass
    if told == b"leave a file and run on":
        handle, name = tempfile.mkstemp(prefix="left-by-unruly-")
        os.write(handle, name.encode())
        return misbehave(b"run on")
    if told == b"take all memory":
        return bytes(2 * bytearray(3 * 2**30))
    if told == b"crash":
        os.abort()
    if told == b"say too much":
        return bytes(MOST_ANSWER + 1)
    if told == b"fail":
        raise OSError(told)
    if told == b"refuse":
        raise RefusedError(Failure.ENCRYPTED)
    return told[::-1]


if __name__ == "__main__":
    answer(misbehave)
