"""Nobody is called as somebody else is addressed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.errors import InvalidInputError
from appliance.records.people import User
from appliance.store.people import checked_user

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ID = "db48ebcc-f61f-44f8-9630-0c5296592db1"


@pytest.mark.parametrize("name", ["me", "ME", ID, ID.replace("-", ""), f"{{{ID}}}"])
def test_a_name_that_means_somebody_else_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="is no name"):
        checked_user(User(name=name, timezone="UTC", created_at=NOON))


def test_other_names_are_taken() -> None:
    assert checked_user(User(name="Mel", timezone="UTC", created_at=NOON)).name == "Mel"
