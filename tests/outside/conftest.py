"""The images of this working tree, built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outside.boxes import FRONT, IMAGE, House, build, house_in, why_no_engine


@pytest.fixture(scope="session")
def image() -> str:
    """The appliance's."""
    if reason := why_no_engine():
        pytest.skip(reason)
    return build(IMAGE, "--target", "core", ".")


@pytest.fixture(scope="session")
def front(image: str) -> str:
    """The door's."""
    return build(FRONT, "docker/front")


@pytest.fixture
def house(image: str, front: str, tmp_path: Path) -> Iterator[House]:
    """A house that nobody has entered yet."""
    with house_in(tmp_path, image, front) as house:
        yield house
