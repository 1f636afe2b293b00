"""Work that takes long: in order, a few at a time, within a limit, given up at any moment."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from geodata.jobs import BusyError, CancelledError, Job, JobRunner, JobState, TimeLimitError

PATIENCE = 30.0
Awaited = Callable[[Coroutine[Any, Any, Any]], Any]


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Step:
    """Work that has begun and waits to be let go; then it looks whether it is still wanted."""

    def __init__(self) -> None:
        self.begun, self.free = threading.Event(), threading.Event()

    def __call__(self, job: Job[str]) -> str:
        self.begun.set()
        assert self.free.wait(PATIENCE)
        job.check()
        return "made"


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands."""
    return Clock()


@pytest.fixture
def runner(clock: Clock) -> Iterator[JobRunner]:
    """Return a runner of one job at a time, four in all, a second each."""
    runner = JobRunner("reports", threads=1, most=4, seconds=1, clock=clock)
    yield runner
    runner.close()


def test_a_job_tells_how_it_stands(runner: JobRunner):
    """It waits, runs and is done; one that fails has failed."""
    first = Step()
    running, waiting = runner.submit(first), runner.submit(lambda _: 1 / 0)
    assert first.begun.wait(PATIENCE)
    assert (running.state, waiting.state) == (JobState.RUNNING, JobState.WAITING)
    first.free.set()
    assert running.result.result(PATIENCE) == "made"
    with pytest.raises(ZeroDivisionError):
        waiting.result.result(PATIENCE)
    assert (running.state, waiting.state) == (JobState.DONE, JobState.FAILED)


def test_the_time_in_the_queue_does_not_count(runner: JobRunner, clock: Clock):
    """Of four jobs that take less than the limit each, all four are made, one after another."""
    steps = [Step() for _ in range(4)]
    jobs = [runner.submit(step) for step in steps]
    for step in steps:
        assert step.begun.wait(PATIENCE)
        clock.now += 0.9
        step.free.set()
    assert [job.result.result(PATIENCE) for job in jobs] == ["made"] * 4


def test_a_job_that_runs_too_long_ends(runner: JobRunner, clock: Clock):
    """At its next step, with a sentence; the next job has its own time."""
    slow, following = Step(), Step()
    job, other = runner.submit(slow), runner.submit(following)
    assert slow.begun.wait(PATIENCE)
    clock.now += 1.1
    slow.free.set()
    with pytest.raises(TimeLimitError, match="took longer than 1 seconds"):
        job.result.result(PATIENCE)
    following.free.set()
    assert other.result.result(PATIENCE) == "made"


def test_a_job_can_be_given_up_before_it_begins(runner: JobRunner):
    """It never runs, and its place is free at once."""
    first, never = Step(), Step()
    jobs = [runner.submit(first), *(runner.submit(never) for _ in range(3))]
    with pytest.raises(BusyError, match="4 reports are under way"):
        runner.submit(never)
    for job in jobs[1:]:
        job.cancel()
        assert job.state == JobState.CANCELLED
    last = runner.submit(lambda _: "last")
    first.free.set()
    assert last.result.result(PATIENCE) == "last"
    assert not never.begun.is_set()


def test_a_job_can_be_given_up_while_it_runs(runner: JobRunner):
    """It ends at its next step, and keeps its place until then."""
    first = Step()
    job = runner.submit(first)
    assert first.begun.wait(PATIENCE)
    job.cancel()
    others = [runner.submit(lambda _: "made") for _ in range(3)]
    with pytest.raises(BusyError):
        runner.submit(first)
    first.free.set()
    with pytest.raises(CancelledError):
        job.result.result(PATIENCE)
    assert [other.result.result(PATIENCE) for other in others] == ["made"] * 3
    assert job.state == JobState.CANCELLED


def test_who_waits_no_longer_gives_the_job_up(runner: JobRunner, awaited: Awaited):
    """A reader who goes away while the job waits for its turn leaves nothing to be done."""
    first, never = Step(), Step()
    runner.submit(first)

    async def leave() -> None:
        waiting = asyncio.create_task(runner.run(never))
        await asyncio.sleep(0)  # it is handed in, and waits
        assert runner.free == 2
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    awaited(leave())
    assert runner.free == 3
    first.free.set()
    assert runner.submit(lambda _: "made").result.result(PATIENCE) == "made"
    assert not never.begun.is_set()


def test_nobody_waits_without_end(awaited: Awaited):
    """Work that looks at no clock is left alone after its time; it holds its place until it
    has ended."""
    runner = JobRunner("answers", threads=1, most=1, seconds=0.05)
    step = Step()
    with pytest.raises(TimeLimitError, match=r"longer than 0\.05 seconds"):
        awaited(runner.run(step))
    with pytest.raises(BusyError):
        awaited(runner.run(step))
    step.free.set()
    runner.close()
    assert runner.free == 1
