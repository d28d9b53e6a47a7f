"""What follows from a result that is on its way."""

from concurrent.futures import CancelledError, Future

import pytest

from speech.asr.futures import chain, done, then


def test_a_step_is_taken_when_the_result_is_there_and_not_before():
    before: Future[str] = Future()
    after = then(before, str.upper)
    assert not after.done()
    before.set_result("ok")
    assert after.result(0) == "OK"


def test_a_step_may_begin_something_that_takes_its_time():
    later: Future[int] = Future()
    after = chain(done("anything"), lambda _: later)
    assert not after.done()
    later.set_result(7)
    assert after.result(0) == 7


def _broken(_: object) -> "Future[str]":
    raise ValueError("the step")


@pytest.mark.parametrize("step", [_broken, lambda _: _failed("the second part")])
def test_what_goes_wrong_on_the_way_goes_wrong_at_the_end(step):
    with pytest.raises(ValueError, match="the (step|second part)"):
        chain(done("anything"), step).result(0)


def test_what_went_wrong_before_goes_wrong_at_the_end():
    with pytest.raises(ValueError, match="the first part"):
        then(_failed("the first part"), str.upper).result(0)


def test_what_is_cancelled_is_no_result():
    before: Future[str] = Future()
    after = then(before, str.upper)
    before.cancel()
    with pytest.raises(CancelledError):
        after.result(0)


def _failed(text: str) -> "Future[str]":
    future: Future[str] = Future()
    future.set_exception(ValueError(text))
    return future
