import asyncio
from dataclasses import replace
from datetime import date

import pytest

from signaling.domain.accounts import Account, Role
from signaling.domain.passwords import hash_password
from signaling.domain.ports import TooManyWaitingError
from signaling.gateway.password_worker import PasswordWorker


def _account() -> Account:
    return Account(
        account_id=1, email="a@b", name="A", role=Role.AGENT, organisation="", created_on=date(2026, 1, 1),
        is_disabled=False, password_hash=hash_password("the right password"),
    )  # fmt: skip


async def test_worker_right_wrong_and_unknown():
    worker = PasswordWorker(waiting_max=4)
    account = _account()
    assert await worker.is_right("the right password", account)
    assert not await worker.is_right("a wrong password", account)
    assert not await worker.is_right("the right password", None)
    worker.close()


async def test_worker_decoy_itself_is_no_password():
    worker = PasswordWorker(waiting_max=4)
    assert not await worker.is_right("an account that does not exist", None)
    worker.close()


async def test_worker_leaves_the_loop_free_and_refuses_a_crowd():
    worker = PasswordWorker(waiting_max=2)
    account = _account()
    checks = [asyncio.create_task(worker.is_right("x", account)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyWaitingError):
        await worker.is_right("x", account)
    turns = 0
    while not all(check.done() for check in checks):
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 3
    worker.close()


async def test_worker_lets_nobody_in_without_a_password_also_not_with_the_decoy_s():
    worker = PasswordWorker(waiting_max=4)
    account = replace(_account(), password_hash="")
    for typed in ("", "an account that does not exist", "the right password"):
        assert not await worker.is_right(typed, account)
    worker.close()


async def test_worker_makes_hashes_that_fit_and_refuses_a_crowd():
    worker = PasswordWorker(waiting_max=1)
    making = asyncio.create_task(worker.make_hash("the new password"))
    await asyncio.sleep(0)
    with pytest.raises(TooManyWaitingError):
        await worker.make_hash("another")
    assert await worker.is_right("the new password", replace(_account(), password_hash=await making))
    worker.close()
