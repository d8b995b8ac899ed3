from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import Connection

from shared.audit.event import Actor
from signaling.domain.session_record import Author, Category
from signaling.storage import audit_store, category_store
from tests.fakes.server_record import NOW, ServerRecord
from tests.fakes.stepwise_ports import memory_engine

ADMIN = Author(actor=Actor(kind="agent", id="agent:3"), now=NOW)
PRINTING = Category(category_id="printing", en="Printing", ru="Печать", ro="Imprimare")
OTHER = Category(category_id="other", en="Other")


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = memory_engine()
    with engine.begin() as connection:
        category_store.save_categories(connection, (PRINTING, OTHER), ADMIN)
        yield connection
    engine.dispose()


def _changes(connection: Connection) -> list[dict[str, str]]:
    records = (msgspec.json.decode(line) for line in audit_store.read_lines(connection, last_seq=10**9))
    return [record["data"] for record in records if record["type"] == "policy:rule:changed"]


def test_each_change_is_an_event_with_before_and_after(connection: Connection):
    renamed = replace(PRINTING, en="Printers", is_offered=False)
    assert category_store.save_categories(connection, (renamed, OTHER), ADMIN) == 1
    assert category_store.read_categories(connection) == (renamed, OTHER)
    assert _changes(connection)[-1] == {
        "rule": "category:printing",
        "before": "1. Printing / Печать / Imprimare (offered)",
        "after": "1. Printers / Печать / Imprimare (not offered)",
    }


def test_another_order_is_a_change_and_the_same_again_is_none(connection: Connection):
    assert category_store.save_categories(connection, (OTHER, PRINTING), ADMIN) == 2
    assert category_store.read_categories(connection) == (OTHER, PRINTING)
    assert category_store.save_categories(connection, (OTHER, PRINTING), ADMIN) == 0


def test_the_longest_names_fit_an_event(connection: Connection):
    longest = Category(category_id="x" * 40, en="W" * 40, ru="Щ" * 40, ro="Ș" * 40)
    assert category_store.save_categories(connection, (PRINTING, OTHER, longest), ADMIN) == 1


def test_a_new_server_offers_ten_frequent_problems_in_three_languages(tmp_path):
    with ServerRecord(tmp_path) as record:
        found = record.write(category_store.read_categories)
    assert len(found) == 10
    assert found[0] == PRINTING
    assert found[-1].category_id == "other"
    assert all(each.is_offered and each.ru and each.ro and len(each.ru) <= 40 for each in found)
    assert found[1].name_in("ru") == "Электронная почта"
    assert OTHER.name_in("ru") == "Other", "English where a language has no name"
