"""No spoiled file loads as something else: each variant loads equal to the clean data or is refused by name."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.datasets import DATASETS
from data.intake.pipeline import Options, ingest
from data.problems import Refused, sentences
from tests.data.intake.spoil import Variant, clean_frame, every_variant
from tests.deep import TURN, in_turn

APPLICATIONS = DATASETS["applications"]
CLEAN = clean_frame()
GROUPS = (
    "encodings", "delimiters", "line ends", "structure", "broken rows", "headings", "keys", "numbers", "dates", "text",
    "workbooks", "binary",
)  # fmt: skip


def typed(clean: pl.DataFrame) -> pl.DataFrame:
    """The clean text's columns as the dataset's own types, by casts alone, in the order of the keys."""
    columns = []
    for column in (one for one in APPLICATIONS.columns if one.name in clean.columns):
        cells = clean.select(
            pl.when(pl.col(column.name) != "").then(pl.col(column.name)).alias(column.name)
        ).to_series()
        is_date = column.frame_type == pl.Date()
        columns.append(cells.str.to_date("%Y-%m-%d") if is_date else cells.cast(column.frame_type))
    return pl.DataFrame(columns).sort("application_id")


def outcome(variant: Variant) -> tuple[str, str]:
    """(equal, refused or wrong; what was said)."""
    try:
        result = ingest(variant.content, variant.file_name, APPLICATIONS, date(2013, 3, 31), Options(), {})
    except Refused as refused:
        return "refused", str(refused)
    if result.problems.height:
        return "refused", " / ".join(sentences(result.problems)[:3])
    expected = typed(CLEAN if variant.clean is None else variant.clean)
    said = f"{result.detection}; {'; '.join(notice.text for notice in result.notices)}"
    if set(expected.columns) - set(result.rows.columns):
        return "wrong", f"columns are missing; {said}"
    rows = result.rows.select(expected.columns).sort("application_id")
    return ("equal" if rows.equals(expected) else "wrong"), said


@pytest.mark.parametrize("group", GROUPS)
def test_a_spoiled_file_is_never_silently_wrong(group: str) -> None:
    """Every fourth variant of a group, the next ones tomorrow; with `DEEP_TESTS` all."""
    of_group = [variant for variant in every_variant() if variant.group == group]
    tried = [variant for place, variant in enumerate(of_group) if in_turn(place, 4)]
    faults = {variant.name: fault for variant in tried if (fault := fault_of(variant))}
    assert not faults, f"TEST_TURN={TURN}\n" + "\n".join(f"{name}: {fault}" for name, fault in faults.items())


def fault_of(variant: Variant) -> str:
    result, said = outcome(variant)
    if result == "wrong":
        return f"loaded as something else: {said}"
    if variant.expected == "must_load" and result != "equal":
        return f"should have loaded ({variant.reason}): {said}"
    if variant.expected == "must_refuse" and result != "refused":
        return f"should have been refused ({variant.reason}): {said}"
    if result == "refused" and (len(said) <= 40 or "Traceback" in said or "Error(" in said):
        return f"a refusal says what is wrong and how to mend it: {said}"
    return ""


def test_there_are_enough_variants_of_every_group() -> None:
    variants = every_variant()
    assert {variant.group for variant in variants} == set(GROUPS)
    assert len({(variant.group, variant.name) for variant in variants}) == len(variants) >= 400
    assert sum(variant.expected == "must_load" for variant in variants) >= 140
