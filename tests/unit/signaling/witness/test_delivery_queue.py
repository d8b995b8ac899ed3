from signaling.witness.delivery_queue import DeliveryQueue


def test_queue_gives_the_oldest_until_it_is_delivered(tmp_path):
    queue = DeliveryQueue(tmp_path)
    assert (queue.oldest(), queue.newest_size(), queue.delivered()) == (None, 0, (0, ""))
    for size in (9, 10, 200):
        assert queue.put(size, b"%d" % size)
    assert (queue.oldest(), queue.waiting_count(), queue.newest_size()) == ((9, b"9"), 3, 200)
    queue.mark_delivered(9, "then")
    assert (queue.oldest(), queue.delivered()) == ((10, b"10"), (9, "then"))


def test_queue_outlives_its_process(tmp_path):
    DeliveryQueue(tmp_path).put(5, b"five")
    assert DeliveryQueue(tmp_path).oldest() == (5, b"five")


def test_queue_that_is_full_keeps_its_oldest_and_the_newest_of_all(tmp_path):
    queue = DeliveryQueue(tmp_path, waiting_max=3)
    kept = [queue.put(size, b"%d" % size) for size in range(1, 7)]
    assert kept == [True, True, True, False, False, False]
    delivered = []
    while (found := queue.oldest()) is not None:
        delivered.append(found)
        queue.mark_delivered(found[0], "")
    assert delivered == [(1, b"1"), (2, b"2"), (6, b"6")]


def test_queue_ended_between_delivery_and_removal_delivers_again(tmp_path):
    queue = DeliveryQueue(tmp_path)
    queue.put(5, b"five")
    name = next(path for path in tmp_path.iterdir() if path.suffix == ".note")
    queue.mark_delivered(5, "then")
    name.write_bytes(b"five")
    assert queue.oldest() == (5, b"five")
    assert queue.newest_size() == 5


def test_queue_passes_over_what_is_not_its_own(tmp_path):
    for name in (".00000000000000000005.note.new", "readme.txt", "5.note"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "delivered.json").write_bytes(b'{"size": "x"}')
    queue = DeliveryQueue(tmp_path)
    assert (queue.oldest(), queue.delivered()) == (None, (0, ""))
