"""The pool of workers: the same results in the same order, whoever does the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from publisher.build import pool as pools
from publisher.build.pool import Pool, cores, heavy

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Sum:
    """A job whose result depends on nothing else."""

    number: int
    pause: float = 0.0
    deaths: int = 0
    """How many processes it ends before it is done."""

    traces: str = ""

    @property
    def name(self) -> str:
        """What it is told of by."""
        return f"sum {self.number}"


def add(job: Sum) -> bytes:
    """Give the sum of the numbers up to the job's, or end the process that is asked to."""
    time.sleep(job.pause)
    for number in range(job.deaths):
        trace = Path(job.traces, f"death-{job.number}-{number}")
        if not trace.exists():
            trace.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return str(sum(range(job.number + 1))).encode() * 1000


def divide(job: Sum) -> bytes:
    """Fail where there is nothing to divide by."""
    return str(100 // job.number).encode()


def where(job: Sum) -> bytes:
    """Tell in which process this is done."""
    time.sleep(job.pause)
    return str(os.getpid()).encode()


JOBS = [Sum(number) for number in range(30)]
EXPECTED = [add(job) for job in JOBS]


@pytest.mark.parametrize("size", [1, 2, 4])
def test_results_come_in_the_order_of_the_jobs(size: int) -> None:
    """However many workers there are, and whichever of them is slow."""
    jobs = [Sum(number, 0.02 if number % 7 == 0 else 0) for number in range(30)]
    pool = Pool(size)
    try:
        assert list(pool.run(add, jobs)) == EXPECTED
        assert list(pool.run(add, JOBS[:3])) == EXPECTED[:3]
    finally:
        pool.close()


def test_one_job_or_one_worker_stays_in_this_process() -> None:
    """Nothing is started for what is done at once."""
    here = str(os.getpid()).encode()
    assert list(Pool(1).run(where, [Sum(1), Sum(2)])) == [here, here]
    assert list(Pool(4).run(where, [Sum(1)])) == [here]


def test_several_jobs_are_done_in_other_processes() -> None:
    """Two workers share them."""
    pool = Pool(2)
    try:
        done = set(pool.run(where, [Sum(number, 0.1) for number in range(6)]))
    finally:
        pool.close()
    assert len(done) == 2
    assert str(os.getpid()).encode() not in done


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_worker_that_is_killed_is_replaced(deaths: int, tmp_path: Path) -> None:
    """Its job is done again; a job that kills two workers is done in this process."""
    jobs = [Sum(n, deaths=deaths if n == 4 else 0, traces=str(tmp_path)) for n in range(30)]
    pool = Pool(2)
    try:
        assert list(pool.run(add, jobs)) == EXPECTED
        assert list(pool.run(add, JOBS)) == EXPECTED
    finally:
        pool.close()
    assert len(list(tmp_path.iterdir())) == deaths


def test_an_exception_comes_through_as_it_is_and_the_pool_goes_on() -> None:
    """The jobs behind it are forgotten, and their results never turn up in a later row."""
    pool = Pool(2)
    try:
        with pytest.raises(ZeroDivisionError):
            list(pool.run(divide, [Sum(number) for number in (5, 2, 0, 4, 10)]))
        assert list(pool.run(divide, [Sum(50), Sum(25)])) == [b"2", b"4"]
    finally:
        pool.close()


def test_a_row_that_is_left_in_the_middle_leaves_nothing_behind() -> None:
    """Whoever takes the first result only may ask for others after it."""
    pool = Pool(2)
    try:
        assert next(iter(pool.run(add, JOBS))) == EXPECTED[0]
        assert list(pool.run(add, JOBS[5:9])) == EXPECTED[5:9]
    finally:
        pool.close()


def test_beside_other_threads_workers_are_started_anew() -> None:
    """A fork would copy locks that no thread is left to open."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    pool = Pool(2)
    try:
        assert list(pool.run(add, JOBS[:4])) == EXPECTED[:4]
    finally:
        pool.close()
        end.set()
        thread.join()


def test_progress_is_heard_for_every_job() -> None:
    """Each number once, with its seconds."""
    heard: dict[int, float] = {}
    pool = Pool(2)
    try:
        list(pool.run(add, JOBS, heard.__setitem__))
    finally:
        pool.close()
    assert sorted(heard) == list(range(30))
    assert min(heard.values()) >= 0


def test_as_many_workers_as_processors() -> None:
    """Those that this process may use."""
    assert 1 <= cores() <= (os.cpu_count() or 1)


_SCRIPT = """
import signal
from publisher.build.pool import Pool
from tests.test_pool import Sum, where
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell's `&` has turned off
pool = Pool(2)
found = pool.run(where, [Sum(n, 0.05 if n < 4 else 30) for n in range(8)])
first = {next(found).decode() for _ in range(4)}
try:
    print(*first, flush=True)
    next(found)
except KeyboardInterrupt:
    pool.close()
    print("stopped", flush=True)
"""


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_workers_end_with_their_parent(number: signal.Signals) -> None:
    """Ctrl-C ends a job in the middle; without a word from the parent, after the job at hand."""
    script = _SCRIPT if number is signal.SIGINT else _SCRIPT.replace("30", "1")
    command = (sys.executable, "-c", script)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        parent.send_signal(number)
        words = parent.stdout.read()
        parent.wait(20)
    assert words == (b"stopped\n" if number is signal.SIGINT else b"")
    for _ in range(100):
        if not any(map(_is_running, workers)):
            return
        time.sleep(0.1)
    pytest.fail(f"still running: {workers}")


def test_work_without_heavy_libraries_is_done_by_whoever_is_there() -> None:
    """Workers that have loaded the engine for pages read posts too; nobody is started for that."""
    pool = Pool(2)
    try:
        pool.warm("tests.test_pool")
        first = set(pool.run(where, [Sum(number, 0.1) for number in range(6)]))
        pool.warm("publisher.build.reading")
        assert set(pool.run(where, [Sum(number, 0.1) for number in range(6)])) == first
        assert heavy("publisher.write.pdf.engine") == "publisher.write.pdf"
        assert heavy("publisher.build.reading") == ""
    finally:
        pool.close()


def test_a_process_that_forgets_its_workers_ends_all_the_same() -> None:
    """Nobody waits for ever, as children and their parents do for each other."""
    script = (
        "from publisher.build.pool import Pool\nfrom tests.test_pool import JOBS, add\n"
        "found = Pool(2).run(add, JOBS)\nprint(len(next(found)))\nraise SystemExit(3)\n"
    )
    command = (sys.executable, "-c", script)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (3, b"1000\n")


def test_workers_that_are_started_early_are_good_for_what_is_expected() -> None:
    """Those that read the posts lay them out as well: they were forked before this was large."""
    pool = Pool(2)
    try:
        pool.expect("publisher.write.pdf")
        pool.warm("publisher.build.reading")
        first = set(pool.run(where, [Sum(number, 0.1) for number in range(6)]))
        pool.warm("publisher.write.pdf.parts")
        assert set(pool.run(where, [Sum(number, 0.1) for number in range(6)])) == first
    finally:
        pool.close()


def _prepared_for_here(monkeypatch: pytest.MonkeyPatch, prepare: Callable[[], None]) -> None:
    """Have the work of this module need some libraries, and workers that are forked.

    The suite may have left threads that do nothing any more, for which none would be.
    """
    monkeypatch.setattr(pools, "_may_fork", lambda: True)
    monkeypatch.setattr(sys.modules[__name__], "prepare", prepare, raising=False)


@pytest.mark.skipif(sys.platform != "linux", reason="workers are started later elsewhere")
def test_a_single_job_goes_to_workers_that_have_loaded_what_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing of it is loaded here, where other things are done meanwhile."""
    _prepared_for_here(monkeypatch, lambda: None)
    pool = Pool(2)
    try:
        pool.expect(__name__)
        (done,) = pool.run(where, [Sum(1)])
        assert done != str(os.getpid()).encode()
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="workers are started later elsewhere")
def test_work_begins_before_its_first_result_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A worker that is still loading finds its order when it is done with that."""
    _prepared_for_here(monkeypatch, lambda: time.sleep(0.2))
    pool = Pool(2)
    try:
        pool.expect(__name__)
        found = pool.run(add, [Sum(7, deaths=1, traces=str(tmp_path))])
        for _ in range(100):
            if list(tmp_path.iterdir()):
                break
            time.sleep(0.1)
        assert list(tmp_path.iterdir())
        assert list(found) == EXPECTED[7:8]
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="workers are started later elsewhere")
def test_workers_that_are_still_loading_are_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A book may turn out to need none of them."""
    _prepared_for_here(monkeypatch, lambda: time.sleep(60))
    start = time.monotonic()
    pool = Pool(2)
    pool.expect(__name__)
    mother = pool._mother
    pool.close()
    assert mother is not None
    mother.join(20)
    assert time.monotonic() - start < 20


def test_a_row_of_which_nothing_is_asked_leaves_nothing_behind() -> None:
    """Its results never turn up in a later row."""
    pool = Pool(2)
    try:
        assert list(pool.run(add, JOBS[:3])) == EXPECTED[:3]
        pool.run(add, JOBS[10:20])
        assert list(pool.run(add, JOBS[5:9])) == EXPECTED[5:9]
    finally:
        pool.close()


_PASSING = """
import sys, time
from pathlib import Path
from publisher.build.pool import Pool
from publisher.theme import read_theme
from tests.test_pool import Sum, where
pool = Pool(2)
pool.expect("publisher.write.pdf", read_theme("default")[0].faces)
if sys.argv[1] == "at work":
    next(pool.run(where, [Sum(n, 30 if n else 0) for n in range(4)]))
while not list(Path(sys.argv[2]).iterdir()):
    time.sleep(0.01)
pool.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked from one on Linux alone")
@pytest.mark.parametrize("when", ["loading", "at work"])
def test_workers_that_are_stopped_leave_no_passing_files(when: str, tmp_path: Path) -> None:
    """While they load the fonts, or in the middle of a job."""
    command = (sys.executable, "-c", _PASSING, when, str(tmp_path))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    subprocess.run(command, cwd=ROOT, env=environment, timeout=60, check=True)
    assert list(tmp_path.iterdir()) == []
