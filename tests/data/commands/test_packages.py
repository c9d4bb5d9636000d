"""What the dashboard runs with: licences that are allowed, a bill of materials, and advisories without a network."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_expression
from cyclonedx.validation.json import JsonStrictValidator

from data.__main__ import main
from data.commands.packages import UNKNOWN, packages
from tests.source import pins

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
"""Licences under which a council may use a package, and pass it on unchanged; LGPL is that of PostgreSQL's driver alone."""


def test_every_licence_is_allowed_and_every_pin_is_listed():
    listed = packages()
    assert {each.name for each in listed} >= {name.lower().split("[")[0] for name in pins("requirements.txt")}
    assert [each.name for each in listed if each.licence == UNKNOWN] == []
    used = {licence for each in listed for licence in re.split(r" (?:AND|OR|WITH) |[()]", each.licence) if licence}
    assert used <= ALLOWED
    assert [each.name for each in listed if each.licence.startswith("LGPL")] in ([], ["psycopg", "psycopg-binary"])


def test_the_bill_of_materials_names_each_once_with_what_it_needs(capsys: pytest.CaptureFixture[str]):
    assert main(["packages", "sbom"]) == 0
    text = capsys.readouterr().out
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    refs = [each["bom-ref"] for each in bill["components"]]
    assert len(refs) == len(set(refs)) > 40
    assert {ref for each in bill["dependencies"] for ref in each["dependsOn"]} <= set(refs)
    needs = {each["ref"].split("@")[0]: each["dependsOn"] for each in bill["dependencies"]}
    assert any(ref.startswith("pkg:pypi/starlette@") for ref in needs["pkg:pypi/streamlit"])
    assert main(["packages", "sbom"]) == 0
    assert capsys.readouterr().out == text
    validator = JsonStrictValidator(SchemaVersion.V1_6)  # the published schema, which the package carries
    assert validator.validate_str(text) is None
    for right, wrong in (('"library"', '"book"'), ('"expression"', '"expresion"'), ('"urn:uuid:', '"uuid:')):
        assert validator.validate_str(text.replace(right, wrong, 1)) is not None, wrong
    assert [each.name for each in packages() if not is_expression(each.licence)] == []
    assert not is_expression("Made-Up-1.0")


def advisory(name: str, *events: dict[str, str], **more: object) -> dict[str, object]:
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": ranges}
    return {
        "id": f"TEST-{name}",
        "modified": "2026-11-30T00:00:00Z",
        "summary": "Made up",
        "affected": [affected],
        **more,
    }


def test_an_audit_finds_what_advisories_name_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    made_up = {
        "hit": advisory("DuckDB", {"introduced": "0"}, {"fixed": "999"}),  # ours is before the one that mends it
        "last": advisory("polars", {"introduced": "1.0"}, {"last_affected": "998"}),
        "mended": advisory("numpy", {"introduced": "0"}, {"fixed": "0.1"}),  # mended long ago
        "later": advisory("pyarrow", {"introduced": "999"}),  # a fault of versions to come
        "again": advisory("lxml", {"introduced": "0"}, {"fixed": "0.1"}, {"introduced": "999"}),
        "withdrawn": advisory("streamlit", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"),
        "other": advisory("left-pad", {"introduced": "0"}),
        "odd": advisory("xlrd", {"introduced": "0"}, {"fixed": "not a version"}),  # can't be compared: it counts
    }
    for name, says in made_up.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(says))
    assert main(["packages", "audit", str(tmp_path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {each["package"] for each in found["findings"]} == {"duckdb", "polars", "xlrd"}
    assert next(each for each in found["findings"] if each["package"] == "duckdb")["fixed"] == ["999"]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("mended.json", json.dumps(made_up["mended"]))
    assert main(["packages", "audit", str(tmp_path / "all.zip")]) == 0
    assert "0 findings" in capsys.readouterr().out
    (tmp_path / "broken.json").write_text("{")
    assert main(["packages", "audit", str(tmp_path)]) == 1
    assert "broken.json is no advisory" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["packages", "audit", str(tmp_path / "empty")]) == 1
    assert main(["packages", "audit", str(tmp_path / "missing")]) == 2
