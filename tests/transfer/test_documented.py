"""The schema in docs/export.md is the one that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.store.ownership import belongings
from appliance.transfer.foreign import MOST_NAME
from appliance.transfer.schema import readme, table_of_tables, table_of_what_stays

PAGE = Path(__file__).parents[2] / "docs" / "export.md"


@pytest.mark.parametrize("generated", [table_of_tables, table_of_what_stays])
def test_the_page_has_every_table_and_column(generated: object) -> None:
    assert callable(generated)
    assert generated() in PAGE.read_text(encoding="utf-8"), "python -m appliance.transfer.schema prints it anew"


def test_the_readme_of_a_zip_has_every_table_and_column() -> None:
    told = readme()
    for belonging in belongings():
        assert f"\n{belonging.name}: " in told
        for each in belonging.attributes:
            assert f"  {each.name}: " in told


def test_a_limit_that_prose_names() -> None:
    assert f"{MOST_NAME} characters" in PAGE.read_text(encoding="utf-8")
