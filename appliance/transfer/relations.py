"""Whether the rows of a file hang together: one person, ids once, references to rows of the same file only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from appliance.store.ownership import OWNER, ROOT, Attribute, Belonging, Kind, belongings
from appliance.transfer.dossier import Dossier
from appliance.transfer.refusal import refused

_LIKE_AN_ID = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}(?![0-9a-fA-F])")


def check_relations(dossier: Dossier) -> None:
    """Raises `InvalidInputError` with the place of the first row that does not fit the others."""
    _check_person(dossier)
    own = [each for each in belongings() if each.name in dossier.tables]
    ids = {each.name: _ids(each.name, dossier) for each in own}
    for belonging in own:
        _check_references(belonging, ids, dossier)
        _check_parts(belonging, ids, dossier)
        _check_unique(belonging, dossier)


def mentions(dossier: Dossier) -> dict[UUID, tuple[str, int, str]]:
    """Ids in texts and JSON values that are of no row of the file: of rows that are gone, or of somebody else's."""
    own = {row["id"] for rows in dossier.tables.values() for row in rows}
    found: dict[UUID, tuple[str, int, str]] = {}
    for belonging in belongings():
        loose = [each for each in belonging.attributes if _may_mention(each)]
        for number, row in enumerate(dossier.tables.get(belonging.name, ())):
            for each in loose:
                for mentioned in _ids_in(row[each.name]):
                    if mentioned not in own:
                        found.setdefault(mentioned, (belonging.name, number, each.name))
    return found


def _check_person(dossier: Dossier) -> None:
    users = dossier.tables[ROOT]
    if len(users) != 1:
        place = dossier.places.row(ROOT, 1) if users else dossier.places.table(ROOT)
        raise refused(place, f"a file holds one person, this one {len(users)}", "Export each person to their own file.")
    for column, said in (("id", dossier.head.person_id), ("name", dossier.head.name)):
        if users[0][column] != said:
            raise dossier.refused(ROOT, 0, column, f"is not the person the file is about ({said})")


def _ids(table: str, dossier: Dossier) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for number, row in enumerate(dossier.tables[table]):
        if found.setdefault(row["id"], number) != number:
            raise dossier.refused(table, number, "id", f"is there twice, in row {found[row['id']] + 1} too")
    return found


def _check_references(belonging: Belonging, ids: Mapping[str, Mapping[UUID, int]], dossier: Dossier) -> None:
    """A row refers to rows of the file, and to the one person; only other people it may name besides."""
    for column, target in _references(belonging):
        for number, row in enumerate(dossier.tables[belonging.name]):
            value = row[column]
            if value is None:
                if column == OWNER:
                    raise dossier.refused(belonging.name, number, column, "is nobody: this row is the household's")
            elif target == ROOT:
                if column == OWNER and value != dossier.head.person_id:
                    raise dossier.refused(belonging.name, number, column, "is another person than the file is about")
            elif value not in ids.get(target, ()):
                raise dossier.refused(belonging.name, number, column, f"refers to no row of {target} in this file")


def _references(belonging: Belonging) -> list[tuple[str, str]]:
    return [(each.name, each.refers_to) for each in belonging.attributes if each.refers_to]


def _check_parts(belonging: Belonging, ids: Mapping[str, Mapping[UUID, int]], dossier: Dossier) -> None:
    """What a row refers to is a part of the same whole: the turn of an observation was said in its call."""
    owners = {each.name: each.owner for each in belongings()}
    names = {each.name for each in belonging.attributes}
    for column, target in _references(belonging):
        whole = owners[target]
        if whole == column or whole not in names or whole in ("id", OWNER):
            continue
        for number, row in enumerate(dossier.tables[belonging.name]):
            if row[column] is None:
                continue
            part = dossier.tables[target][ids[target][row[column]]]
            if part[whole] != row[whole]:
                raise dossier.refused(belonging.name, number, column, f"belongs to another {whole} than this row")


def _check_unique(belonging: Belonging, dossier: Dossier) -> None:
    for columns in belonging.unique:
        seen: dict[tuple[Any, ...], int] = {}
        for number, row in enumerate(dossier.tables[belonging.name]):
            key = tuple(_compared(column, row[column]) for column in columns)
            if None not in key and seen.setdefault(key, number) != number:
                fault = f"may be there once for the same {', '.join(columns)}, and is in row {seen[key] + 1} too"
                raise dossier.refused(belonging.name, number, columns[-1], fault)


def _compared(column: str, value: Any) -> Any:
    """Names are the same in any case."""
    return value.casefold() if column == "name" else value


def _may_mention(each: Attribute) -> bool:
    return each.kind in (Kind.TEXT, Kind.JSON) or (each.kind is Kind.ID and not each.is_key and not each.refers_to)


def _ids_in(value: Any) -> Iterator[UUID]:
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, str):
        if len(value) >= 32:
            yield from map(UUID, _LIKE_AN_ID.findall(value))
    elif isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value)):
        yield from map(UUID, _LIKE_AN_ID.findall(json.dumps(value)))
