"""The kinds of problem an admin has set, inside a transaction: none is ever taken away, each change is on record."""

from sqlalchemy import Connection, insert, select, update

from shared.audit.event import AuditTag
from signaling.domain.audit_log import server_event
from signaling.domain.session_record import Author, Category
from signaling.storage.audit_store import append_event
from signaling.storage.models import categories


def read_categories(connection: Connection) -> tuple[Category, ...]:
    """All of them in the admin's order."""
    rows = connection.execute(select(categories).order_by(categories.c.position, categories.c.category_id))
    return tuple(
        Category(
            category_id=row.category_id,
            en=row.name_en,
            ru=row.name_ru,
            ro=row.name_ro,
            is_offered=row.is_offered,
        )
        for row in rows
    )


def save_categories(connection: Connection, wanted: tuple[Category, ...], by: Author) -> int:
    """Keep these in that order and return how many changed; those that are not among them stay as they are."""
    before = {each.category_id: each for each in read_categories(connection)}
    places = {category_id: place for place, category_id in enumerate(before)}
    changed = 0
    for place, each in enumerate(wanted):
        found = before.get(each.category_id)
        if found == each and places[each.category_id] == place:
            continue
        values = {
            "position": place,
            "name_en": each.en,
            "name_ru": each.ru,
            "name_ro": each.ro,
            "is_offered": each.is_offered,
        }
        if found is None:
            connection.execute(insert(categories), {"category_id": each.category_id, **values})
        else:
            statement = update(categories).where(categories.c.category_id == each.category_id)
            connection.execute(statement.values(**values))
        data = {
            "rule": f"category:{each.category_id}",
            "before": "" if found is None else _as_text(found, places[each.category_id]),
            "after": _as_text(each, place),
        }
        append_event(
            connection,
            server_event(AuditTag.POLICY_CHANGED, data, now=by.now, actor=by.actor, connection=by.caller),
        )
        changed += 1
    return changed


def _as_text(category: Category, place: int) -> str:
    """At most 200 characters, as an event may hold: three names of 40, and what stands between them."""
    state = "offered" if category.is_offered else "not offered"
    return f"{place + 1}. {category.en} / {category.ru} / {category.ro} ({state})"
