"""A job: its reports, its result, its failures in one sentence, and its end at once when it is cancelled."""

import logging
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from tests.ui import work
from ui.job import DIED, Job, Jobs
from ui.job_host import UNEXPECTED, Report


@pytest.fixture
def jobs() -> Iterator[list[Job]]:
    made: list[Job] = []
    yield made
    for job in made:
        job.close()


def test_it_reports_in_order_and_brings_its_result(qtbot: QtBot, jobs: list[Job]) -> None:
    job = Job(work.count, 200)
    jobs.append(job)
    told: list[object] = []
    results: list[object] = []
    job.progressed.connect(told.append)
    job.done.connect(results.append)
    with qtbot.waitSignal(job.ended):
        job.start()
    assert told == list(range(200))
    assert results == [200]


def test_its_process_knows_no_qt(qtbot: QtBot, jobs: list[Job]) -> None:
    job = Job(work.qt_modules)
    jobs.append(job)
    with qtbot.waitSignal(job.done) as seen:
        job.start()
    assert seen.args == [[]]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("models", "The disk is full."), ("assistant", "That is too long."), ("bug", UNEXPECTED)],
)
def test_what_goes_wrong_is_one_sentence(qtbot: QtBot, jobs: list[Job], kind: str, sentence: str) -> None:
    job = Job(work.fail, kind)
    jobs.append(job)
    said: list[str] = []
    job.failed.connect(said.append)
    with qtbot.waitSignals([job.failed, job.ended], order="strict"):
        job.start()
    assert said == [sentence]


def test_a_process_that_dies_is_a_sentence(qtbot: QtBot, jobs: list[Job]) -> None:
    job = Job(work.die)
    jobs.append(job)
    with qtbot.waitSignal(job.failed) as seen:
        job.start()
    assert seen.args == [DIED]


def test_cancelled_work_cleans_up_keeps_its_part_and_says_nothing(
    qtbot: QtBot, jobs: list[Job], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.part"
    job = Job(work.stop_when_told, kept)
    jobs.append(job)
    said: list[object] = []
    job.done.connect(said.append)
    job.failed.connect(said.append)
    with qtbot.waitSignal(job.progressed):
        job.start()
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert kept.read_text() == "half"
    assert not kept.with_suffix(".lock").exists()
    assert said == []


@pytest.mark.parametrize("stubborn", [work.deaf, work.child], ids=["that hears no cancel", "that started another"])
def test_work_is_ended_with_all_that_it_started(
    qtbot: QtBot, jobs: list[Job], stubborn: Callable[[Report], None]
) -> None:
    job = Job(stubborn)
    jobs.append(job)
    with qtbot.waitSignal(job.progressed) as seen:
        job.start()
    (process,) = seen.args
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert not psutil.pid_exists(process)


def test_closing_returns_when_the_process_is_gone(qtbot: QtBot, jobs: list[Job]) -> None:
    job = Job(work.deaf)
    with qtbot.waitSignal(job.progressed) as seen:
        job.start()
    ends: list[bool] = []
    job.ended.connect(lambda: ends.append(True))
    job.close()
    qtbot.wait(0)
    assert not psutil.pid_exists(seen.args[0])
    assert ends == []


def test_a_machine_without_room_for_a_process_is_a_sentence(
    qtbot: QtBot, jobs: list[Job], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_process: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    job = Job(work.count, 1)
    jobs.append(job)
    with caplog.at_level(logging.CRITICAL), qtbot.waitSignal(job.failed) as seen:
        job.start()
    assert "no room" in seen.args[0]


def test_one_job_for_each_key(qtbot: QtBot) -> None:
    jobs, results, ends = Jobs(), [], []

    def begin(key: str, number: int) -> None:
        jobs.start(
            key, Job(work.count, number), done=results.append, failed=results.append, ended=lambda: ends.append(key)
        )

    begin("one", 1)
    begin("one", 2)
    begin("other", 3)
    assert jobs.running("one")
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert sorted(results) == [1, 3]
    assert not jobs.running("one")
    jobs.close()


def test_whoever_began_a_job_may_go_before_it_is_deleted(qtbot: QtBot) -> None:
    jobs, job = Jobs(), Job(work.count, 1)
    jobs.start("one", job, done=lambda _: None, failed=pytest.fail)
    with qtbot.waitSignal(job.ended):
        pass
    gone = weakref.ref(jobs)
    with qtbot.waitSignal(job.destroyed):
        del jobs, job
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone() is None
