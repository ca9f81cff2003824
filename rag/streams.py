"""What happens to a model's stream on its way: a limit of time in all, thoughts left out."""

import queue
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
_OPEN, _CLOSE = "<think>", "</think>"
_END = object()


class OutOfTime(Exception):  # noqa: N818  says what happened
    """The whole reply took longer than it may."""


def within(seconds: float, open_stream: Callable[[], Iterable[T]]) -> Iterator[T]:
    """The items of a stream that is opened and read in a thread of its own.

    A server that sends a byte now and then never lets its client time out; this does.

    Raises:
        OutOfTime: `seconds` after the start; the thread stops with the next item.
        Exception: whatever the stream raises.
    """
    items: queue.Queue[object] = queue.Queue()
    left = threading.Event()

    def read() -> None:
        try:
            for item in open_stream():
                if left.is_set():
                    return
                items.put((item,))
            items.put(_END)
        except BaseException as error:  # handed to the reader, whatever it is
            items.put(error)

    threading.Thread(target=read, daemon=True, name="language-model").start()
    end = time.monotonic() + seconds
    try:
        while True:
            try:
                got = items.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise OutOfTime from None
            if got is _END:
                return
            if isinstance(got, BaseException):
                raise got
            assert isinstance(got, tuple)
            yield got[0]
            if time.monotonic() > end:
                raise OutOfTime
    finally:
        left.set()


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """A text in pieces less its <think>...</think> at the start, as servers without a parser send it."""
    held, state = "", "start"
    for piece in pieces:
        if state == "text":
            yield piece
            continue
        held += piece
        bare = held.lstrip()
        if state == "start":
            if _OPEN.startswith(bare[: len(_OPEN)]) and len(bare) < len(_OPEN):
                continue
            state = "thoughts" if bare.startswith(_OPEN) else "text"
            if state == "text":
                yield held
                continue
        if _CLOSE in held:
            state = "text"
            if rest := re.split(re.escape(_CLOSE), held, maxsplit=1)[1].lstrip():
                yield rest
    if state == "start" and held:
        yield held
