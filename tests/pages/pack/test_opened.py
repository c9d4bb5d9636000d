"""The files are opened for real: LibreOffice lays them out, and what is on the pages is what was meant."""

from __future__ import annotations

import re
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from pages import pack
from pages.pack.content import Bars, Columns, Lines, Pack, Single, Spans, Squares
from pages.pack.pdf import ROOM
from pages.pack.powerpoint_charts import parts
from pages.pack.tabulation import scale_of
from pages.pack.word_charts import add_chart
from pages.ui.formatting import short_day
from tests import office
from tests.debian import missing_is_failure
from tests.deep import DEEP, whose_turn
from tests.pages.pack import programmes
from tests.pages.pack.programmes import AS_AT

pytestmark = pytest.mark.timeout(
    900
)  # what the first of them waits for on a slow machine: everything is laid out at once


@dataclass(frozen=True)
class Opened:
    """Packs, and the folder in which each file of theirs lies as LibreOffice lays it out."""

    folder: Path
    nothing: Pack
    one_row: Pack
    three_thousand: Pack
    charts: list[Single]

    def pdf(self, name: str) -> Path:
        return self.folder / f"{name}.pdf"


OTHER_DATES = tuple(whose_turn((date(2012, 8, 31), date(2014, 5, 31)), 2))
OTHER_DATES += (date(2013, 9, 30),) if DEEP else ()
"""Of the paper: the least and the most that the sample has, by turns; that of AS_AT is laid out with its slides."""

LAID_OUT = {name for names in whose_turn((("three-thousand",), ("nothing", "one-row")), 2) for name in names}
"""Of which programmes slides and paper are laid out, by turns; with `DEEP_TESTS` of all. Their PDF is read at each run."""


@pytest.fixture(scope="module")
def opened(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Every file that is opened here, in one start of the office, which is a second of work by itself."""
    if not office.is_here():
        (pytest.fail if missing_is_failure() else pytest.skip)(office.HOW)
    folder = tmp_path_factory.mktemp("opened")
    files: list[Path] = []

    def write(made: Pack, name: str, *forms: str) -> None:
        for form in forms:
            files.append(folder / f"{name}{form}.{form}")
            files[-1].write_bytes(pack.render(made, form))

    def of(programme: Callable[[], object]) -> Pack:
        with pytest.MonkeyPatch.context() as patch:
            store = tmp_path_factory.mktemp("store") / "programme.duckdb"
            patch.setenv("PROGRAMME_STORE", str(store))
            programme()
            return pack.make(AS_AT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(sample_folder / "programme.duckdb"))
        write(programmes.of_the_sample(), "sample-", "pptx", "docx")
        for as_at in OTHER_DATES:
            write(programmes.of_the_sample(as_at), f"{as_at}-", "docx")
        charts = [
            chart
            for slide in programmes.of_the_sample(date(2013, 9, 30)).slides
            if slide.chart
            for chart, _, _ in parts(slide.chart, 0, 1)
        ]
    paper = Document()
    for number, chart in enumerate(charts):
        add_chart(paper, chart, number)
        paper.add_page_break()
    files.append(folder / "charts.docx")
    paper.save(str(files[-1]))
    made = Opened(folder, of(lambda: None), of(programmes.one_row_each), of(programmes.awkward), charts)
    for name, odd in (("three-thousand", made.three_thousand), ("nothing", made.nothing), ("one-row", made.one_row)):
        if name in LAID_OUT:
            write(odd, f"{name}-", "pptx", "docx")
    assert all(file.stat().st_size for file in office.to_pdf(files, folder))
    return made


def squeezed(text: str) -> str:
    return "".join(text.split())


def ink(picture: Path) -> float:
    """How much of a picture is not white, in per cent."""
    raw = picture.read_bytes()
    width, height = (int.from_bytes(raw[at : at + 4]) for at in (16, 20))
    chunks, at = b"", 8
    while at < len(raw):
        size = int.from_bytes(raw[at : at + 4])
        chunks += raw[at + 8 : at + 8 + size] if raw[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    rows = zlib.decompress(chunks)
    line = len(rows) // height
    # Each line begins with how it is coded; nought in it is ‘as the line above’, so that white paper is almost all noughts.
    coded = b"".join(rows[n * line + 1 : (n + 1) * line] for n in range(height))
    return 100 * (1 - (coded.count(0) + coded.count(255)) / (3 * width * height))


@pytest.mark.usefixtures("sample")
def test_the_sample_opens_with_every_headline_and_chart(opened: Opened, tmp_path: Path):
    made = programmes.of_the_sample()
    slides, paper = opened.pdf("sample-pptx"), opened.pdf("sample-docx")
    pages = office.words(slides)
    assert len(pages) == len(made.slides), "one page a slide"
    for number, (page, slide) in enumerate(zip(pages, made.slides, strict=True), start=1):
        assert squeezed(slide.headline_shown) in squeezed(page)
        assert "As at 31 March 2013" in page
        assert page.rstrip().endswith(str(number)), "nothing runs over the foot of the slide"
    by_key = {slide.key: page for slide, page in zip(made.slides, pages, strict=True)}
    assert "£593k of £1.25m" in by_key["money"], "the labels of a chart are drawn"
    assert "593" in by_key["money"].replace("£593k", ""), "and its numbers"
    assert "done 24 Jan 2013, about 3 weeks late" in " ".join(by_key["timeline"].split())
    assert all(ink(picture) > 0.5 for picture in office.pictures(slides, tmp_path))
    assert half_full(paper)
    told = squeezed("".join(office.words(paper)))
    for slide in made.slides[1:]:
        assert squeezed(slide.headline) in told
        for fact in slide.facts:
            assert squeezed(fact.text)[:60] in told, slide.key


def body(pdf: Path) -> list[float]:
    """How far down each page is written, as a share of its height, its foot left out."""
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    ends = []
    for page in told.split("<page ")[1:]:
        height = float(re.findall(r'height="([\d.]+)"', page)[0])
        lows = [float(low) for low in re.findall(r'yMax="([\d.]+)"', page)]
        ends.append(max((low for low in lows if low < height * 0.94), default=0.0) / height)
    return ends


def half_full(paper: Path, least: float = 0.5) -> bool:
    """Whether every page but the last is written further down than its middle, or another share of it."""
    *pages, _ = body(paper)
    return min(pages) > least


def test_no_page_of_the_paper_is_half_empty(opened: Opened):
    for as_at in OTHER_DATES:
        paper = opened.pdf(f"{as_at}-docx")
        assert half_full(paper), (paper.stem, body(paper))


def test_word_draws_every_label_of_every_chart(opened: Opened):
    for chart, page in zip(opened.charts, office.words(opened.pdf("charts")), strict=False):
        told = "".join(page.split())  # of many charts LibreOffice stretches some, and words fall apart
        for label in labels_of(chart):
            missing = [word for word in label.split() if word not in told]
            assert not missing, (chart.alt, label)


def labels_of(chart: Single) -> list[str]:
    """What must stand in a chart; of long labels the start."""
    if isinstance(chart, Squares):
        return [chart.figure, chart.caption]
    if isinstance(chart, Columns):
        return [*chart.labels, *(series.name for series in chart.series)]
    if isinstance(chart, Lines):
        return [*(series.name for series in chart.series), *(moment.text for moment in chart.marked)]
    if isinstance(chart, Bars):
        return [" ".join(f"{label.name[:36]} {label.detail[:36]}".split()[:-1]) for label in chart.labels]
    said = [row.label.name[:24].rsplit(" ", 1)[0] for row in chart.rows]
    return (
        [*said, f"As at {short_day(chart.as_at)}"]
        if isinstance(chart, Spans)
        else [*said, *(m.text for m in chart.moments)]
    )


@pytest.mark.usefixtures("sample", "opened")
def test_the_pdf_says_what_the_other_papers_say(tmp_path: Path):
    made = programmes.of_the_sample()
    told = printed(made, tmp_path)
    assert half_full(tmp_path / "paper.pdf", 0.7), body(tmp_path / "paper.pdf")
    small = {slide.key: scale_of(slide.behind, ROOM) for slide in made.slides if slide.behind is not None}
    assert {key: scale for key, scale in small.items() if scale < 0.8} == {}, "more columns than can be read"
    for slide in made.slides[1:]:
        assert squeezed(slide.headline) in told
        for said in (*(fact.text for fact in slide.facts), slide.rule, slide.remark.text if slide.remark else ""):
            assert squeezed(said) in told, slide.key
    for part in made.parts:
        for remark in part.remarks:
            assert squeezed(remark.question) in told
            assert squeezed(remark.text) in told
    assert all(source.sha256 in told for source in made.sources)
    assert "£593kof£1.25m" in told, "the labels of a chart are text"
    assert f"Page1of{len(office.words(tmp_path / 'paper.pdf'))}" in told


def printed(made: Pack, folder: Path) -> str:
    """The text of all pages of the pack as a PDF, without space."""
    (folder / "paper.pdf").write_bytes(pack.render(made, "pdf"))
    return squeezed("".join(office.words(folder / "paper.pdf"))).replace("\u200b", "")


def test_three_thousand_applications_with_long_names_stay_within_their_slides(opened: Opened, tmp_path: Path):
    made = opened.three_thousand
    told = printed(made, tmp_path)
    assert "429of3,000" in told
    if "three-thousand" in LAID_OUT:
        pages = office.words(opened.pdf("three-thousand-pptx"))
        assert len(pages) == len(made.slides)
        for number, page in enumerate(pages, start=1):
            assert page.rstrip().endswith(str(number)), page
        assert "429 of 3,000" in "".join(office.words(opened.pdf("three-thousand-docx")))
    assert squeezed(programmes.ALIVE) in told, "markup in data is text"
    assert all(squeezed(slide.headline) in told for slide in made.slides[1:])


def test_one_row_of_everything_and_nothing_at_all(opened: Opened, tmp_path: Path):
    assert "Leftout:nogateways" in printed(opened.nothing, tmp_path)
    assert squeezed(opened.one_row.slides[1].headline) in printed(opened.one_row, tmp_path)
    if "nothing" in LAID_OUT:
        (page,) = office.words(opened.pdf("nothing-pptx"))
        assert "Left out: Gateways: no gateways" in " ".join(page.split())
        assert page.rstrip().endswith("1"), "the sections left out run over the foot of the cover"
        assert len(office.words(opened.pdf("one-row-pptx"))) == len(opened.one_row.slides)
