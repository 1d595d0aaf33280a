"""What an export holds, told to whoever opens it: the README of a zip, and the tables of docs/export.md."""

from __future__ import annotations

from appliance.store.ownership import HOUSEHOLD, LEFT_OUT, LEFT_OUT_COLUMNS, Attribute, Belonging, Kind, belongings

RECORDING_COLUMNS = ("audio_url",)
"""Columns that name a recording, in whatever table."""

_HEAD = """Everything that DisciplineCall knows of one person. Nothing here is encrypted.

Each .csv is a table: a line of column names, then a row for each thing. UTF-8, commas, quotes doubled, CRLF.
An empty cell is nothing (null). A text that begins with ' = + - @, a tab or a line break, and an empty text,
has an apostrophe in front, so that no spreadsheet runs it; an import takes it away.
Ids are 32 hexadecimal digits in five groups, days 2026-03-02, times 2026-03-02T20:30:00+00:00.
manifest.json says whose it is and how many rows each table has; recordings/ holds what rows name in audio_url.
To bring it back: appliance import FILE
"""


def readme() -> str:
    """For whoever opens the zip: its tables and columns."""
    parts = [_HEAD]
    for belonging in belongings():
        parts.append(f"\n{belonging.name}: {_first_line(belonging)}\n")
        parts += [f"  {each.name}: {described(each)}\n" for each in belonging.attributes]
    return "".join(parts)


def table_of_tables() -> str:
    """A line of Markdown for each table that leaves."""
    lines = ["| table | what a row is | columns |", "|---|---|---|"]
    for belonging in belongings():
        columns = ", ".join(f"`{each.name}`" for each in belonging.attributes)
        lines.append(f"| `{belonging.name}` | {_first_line(belonging)} | {columns} |")
    return "\n".join(lines)


def table_of_what_stays() -> str:
    """A line of Markdown for each table and column that does not leave, with the reason."""
    stays = {**HOUSEHOLD, **LEFT_OUT, **{".".join(key): why for key, why in LEFT_OUT_COLUMNS.items()}}
    return "\n".join(["| stays | why |", "|---|---|", *(f"| `{name}` | {why} |" for name, why in stays.items())])


def described(each: Attribute) -> str:
    """What a column takes: `id of calls, or nothing`."""
    what = " | ".join(each.choices) if each.kind is Kind.CHOICE else str(each.kind)
    return f"{what}{each.refers_to and f' of {each.refers_to}'}{', or nothing' if each.nullable else ''}"


def _first_line(belonging: Belonging) -> str:
    return (belonging.model.__doc__ or "").strip().split("\n", 1)[0]


if __name__ == "__main__":
    print(table_of_tables(), table_of_what_stays(), sep="\n\n")
