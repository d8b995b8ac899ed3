"""The loop thread takes work from outside and leaves nothing behind."""

import asyncio
import sys
import threading
import time
from pathlib import Path

import pytest

from shared.transport.loop_thread import SWITCH_INTERVAL_S, LoopThread, hand_over_often


def _count_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def _thread_name() -> str:
    return threading.current_thread().name


def test_hand_over_often_shortens_the_turn_of_each_thread():
    before_s = sys.getswitchinterval()
    try:
        hand_over_often()
        assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL_S)
    finally:
        sys.setswitchinterval(before_s)


def test_loop_thread_runs_coroutines_in_its_own_thread():
    thread = LoopThread("net-test")
    thread.start()
    try:
        assert thread.run(_thread_name()).result(5) == "net-test"
    finally:
        assert thread.stop()


def test_loop_thread_call_runs_in_order():
    thread, seen, done = LoopThread(), [], threading.Event()
    thread.start()
    try:
        for n in range(100):
            thread.call(seen.append, n)
        thread.call(done.set)
        assert done.wait(5)
        assert seen == list(range(100))
    finally:
        thread.stop()


def test_loop_thread_exception_arrives_in_the_future():
    async def fail() -> None:
        raise ValueError("boom")

    thread = LoopThread()
    thread.start()
    try:
        with pytest.raises(ValueError, match="boom"):
            thread.run(fail()).result(5)
    finally:
        thread.stop()


def test_loop_thread_stop_ends_tasks_threads_and_descriptors():
    before_fds, before_threads = _count_descriptors(), threading.active_count()
    thread, cleaned = LoopThread(), []

    async def long_work() -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0)
            await asyncio.Event().wait()
        finally:
            cleaned.append(True)

    thread.start()
    future = thread.run(long_work())
    time.sleep(0.05)
    assert thread.stop()
    assert cleaned == [True]
    assert future.cancelled()
    assert threading.active_count() == before_threads
    assert _count_descriptors() == before_fds


def test_loop_thread_stopped_refuses_work_and_may_be_stopped_again():
    thread = LoopThread()
    assert thread.stop()
    thread.start()
    thread.stop()
    assert thread.stop()
    assert not thread.is_running
    with pytest.raises(RuntimeError):
        thread.run(_thread_name())
    with pytest.raises(RuntimeError):
        thread.call(print)


def test_loop_thread_cannot_stop_itself():
    thread = LoopThread()

    async def stop() -> None:
        thread.stop()

    thread.start()
    try:
        with pytest.raises(RuntimeError, match="itself"):
            thread.run(stop()).result(5)
    finally:
        thread.stop()


def test_loop_thread_starts_once():
    thread = LoopThread()
    thread.start()
    try:
        with pytest.raises(RuntimeError):
            thread.start()
    finally:
        thread.stop()
