"""Futures: what follows from a result that is not there yet.

Nothing here waits: each step is taken in the thread that finished the one before.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def done(value: A) -> "Future[A]":
    """A result that is there already."""
    future: Future[A] = Future()
    future.set_result(value)
    return future


def settle(future: "Future[A]", work: Callable[[], A]) -> None:
    """Do the work; its result, or the exception it raised, is the future's."""
    try:
        future.set_result(work())
    except Exception as error:  # noqa: BLE001 - the future tells it
        future.set_exception(error)


def then(before: "Future[A]", step: Callable[[A], B]) -> "Future[B]":
    """What `step` makes of a result; an exception of either is that of the new future."""
    return chain(before, lambda result: done(step(result)))


def chain(before: "Future[A]", step: Callable[[A], "Future[B]"]) -> "Future[B]":
    """What the future that `step` returns for a result will hold; faults pass on as in `then`."""
    after: Future[B] = Future()

    def go_on(finished: "Future[A]") -> None:
        try:
            step(finished.result()).add_done_callback(lambda last: settle(after, last.result))
        except Exception as error:  # noqa: BLE001 - the future tells it
            after.set_exception(error)

    before.add_done_callback(go_on)
    return after
