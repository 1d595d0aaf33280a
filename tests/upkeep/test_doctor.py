"""What the doctor finds, part by part."""

from __future__ import annotations

from pathlib import Path

from appliance.coach.safety.classifier import FITTED
from appliance.language.folders import files_of, known_languages
from appliance.upkeep.doctor import distress


def test_distress_is_heard_in_every_language() -> None:
    finding = distress(files_of(FITTED))
    assert finding.ok
    assert all(code in finding.detail for code in known_languages())


def test_a_broken_file_of_distress_is_named_with_its_language_and_the_remedy(tmp_path: Path) -> None:
    broken = tmp_path / FITTED
    broken.write_bytes(b"no zip at all")
    finding = distress({**files_of(FITTED), "de": broken})
    assert not finding.ok
    assert finding.detail.startswith("de by its word lists alone")
    assert str(broken) in finding.detail
    assert "scripts.distress" in finding.remedy
