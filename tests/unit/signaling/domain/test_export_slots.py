from signaling.domain.export_slots import ExportSlots, SlotProblem


def test_one_of_an_account_and_a_few_of_all():
    slots = ExportSlots(2)
    assert slots.take(1) is None
    assert slots.take(1) is SlotProblem.OWN
    assert slots.take(2) is None
    assert slots.take(3) is SlotProblem.FULL
    assert slots.take(2) is SlotProblem.OWN, "what they can do something about is said first"
    slots.give_back(1)
    slots.give_back(1)
    assert slots.take(3) is None
    assert slots.take(1) is SlotProblem.FULL
