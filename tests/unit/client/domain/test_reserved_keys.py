"""The keys that stop everything, in every order, and nothing else."""

from itertools import permutations

import pytest

from client.domain.reserved_keys import completes_panic_keys
from shared.keyboard import Usage


@pytest.mark.parametrize("panic", [Usage.END, Usage.PAUSE])
@pytest.mark.parametrize("alt", [Usage.LEFT_ALT, Usage.RIGHT_ALT])
@pytest.mark.parametrize("control", [Usage.LEFT_CONTROL, Usage.RIGHT_CONTROL])
def test_last_of_the_three_completes_them_whichever_it_is(control: Usage, alt: Usage, panic: Usage):
    for first, second, last in permutations((int(control), int(alt), int(panic))):
        assert not completes_panic_keys(set(), first)
        assert not completes_panic_keys({first}, second)
        assert completes_panic_keys({first, second}, last)
        assert completes_panic_keys({first, second, int(Usage.LEFT_SHIFT)}, last)


def test_other_keys_with_control_and_alt_are_the_agents_too():  # 0x4C is Delete, 0x04 is A
    held = {int(Usage.LEFT_CONTROL), int(Usage.LEFT_ALT)}
    assert not completes_panic_keys(held, 0x4C)
    assert not completes_panic_keys(held, 0x04)
