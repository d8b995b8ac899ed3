from signaling.bus.in_process import InProcessBus, InProcessPairingState
from signaling.domain.notice import CodeContested, Notice

NOTICE = CodeContested(session_id="a" * 32)


class _Clock:
    now_ms = 0

    def __call__(self) -> int:
        return self.now_ms


async def test_set_if_absent_first_wins_until_its_time_is_over():
    clock = _Clock()
    state = InProcessPairingState(clock)
    assert await state.set_if_absent("n", "k", b"1", 100)
    assert not await state.set_if_absent("n", "k", b"2", 100)
    assert await state.set_if_absent("other", "k", b"2", 100)
    clock.now_ms = 99
    assert await state.get("n", "k") == b"1"
    clock.now_ms = 100
    assert await state.get("n", "k") is None
    assert await state.set_if_absent("n", "k", b"3", 100)


async def test_take_gives_the_value_once():
    state = InProcessPairingState(_Clock())
    await state.set_if_absent("n", "k", b"1", 100)
    assert [await state.take("n", "k"), await state.take("n", "k")] == [b"1", None]


async def test_take_and_set_anew_lives_by_its_own_time():
    clock = _Clock()
    state = InProcessPairingState(clock)
    await state.set_if_absent("n", "k", b"1", 100)
    clock.now_ms = 50
    await state.take("n", "k")
    await state.set_if_absent("n", "k", b"2", 100)
    clock.now_ms = 120
    assert await state.get("n", "k") == b"2"


async def test_count_leaves_out_what_is_over():
    clock = _Clock()
    state = InProcessPairingState(clock)
    for key in range(5):
        await state.set_if_absent("n", str(key), b"", 100 + key)
    clock.now_ms = 102
    assert await state.count("n") == 2
    assert await state.count("empty") == 0


async def test_publish_reaches_all_who_listen_there_and_nobody_else():
    bus = InProcessBus()
    heard: list[tuple[str, Notice]] = []
    first = await bus.subscribe("a", lambda notice: heard.append(("first", notice)))
    await bus.subscribe("a", lambda notice: heard.append(("second", notice)))
    await bus.subscribe("b", lambda notice: heard.append(("other", notice)))
    assert await bus.publish("a", NOTICE) == 2
    assert [name for name, _ in heard] == ["first", "second"]
    first.cancel()
    first.cancel()
    assert await bus.publish("a", NOTICE) == 1
    assert await bus.publish("nobody", NOTICE) == 0


async def test_publish_listener_may_cancel_while_it_hears():
    bus = InProcessBus()
    ears = []

    def hear(_: Notice) -> None:
        ears[0].cancel()

    ears.append(await bus.subscribe("a", hear))
    await bus.subscribe("a", lambda _: None)
    assert await bus.publish("a", NOTICE) == 2
    assert await bus.publish("a", NOTICE) == 1
