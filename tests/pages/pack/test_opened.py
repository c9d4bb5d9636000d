"""The files are opened for real: LibreOffice lays them out, and what is on the pages is what was meant."""

from __future__ import annotations

import re
import subprocess
import zlib
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from pages import pack
from pages.pack.content import Bars, Columns, Lines, Pack, Single, Spans, Squares
from pages.pack.powerpoint_charts import parts
from pages.pack.word_charts import add_chart
from pages.ui.formatting import short_day
from tests import office
from tests.e2e.browser import missing_is_failure
from tests.pages.pack import programmes
from tests.pages.pack.programmes import AS_AT

pytestmark = pytest.mark.xdist_group("office")


@pytest.fixture(autouse=True)
def suite() -> None:
    if not office.is_here() and missing_is_failure():
        pytest.fail(office.HOW)
    if not office.is_here():
        pytest.skip(office.HOW)


def laid_out(made: Pack, folder: Path) -> tuple[Path, Path]:
    """The slides and the paper as PDF files."""
    files = []
    for form in ("pptx", "docx"):
        files.append(folder / f"{'slides' if form == 'pptx' else 'paper'}.{form}")
        files[-1].write_bytes(pack.render(made, form))
    slides, paper = office.to_pdf(files, folder)
    return slides, paper


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
def test_the_sample_opens_with_every_headline_and_chart(tmp_path: Path):
    made = programmes.of_the_sample()
    slides, paper = laid_out(made, tmp_path)
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


def half_full(paper: Path) -> bool:
    """Whether every page but the last is written further down than its middle."""
    *pages, _ = body(paper)
    return min(pages) > 0.5


@pytest.mark.usefixtures("sample")
def test_no_page_of_the_paper_is_half_empty(tmp_path: Path):
    papers = []
    for as_at in (date(2012, 8, 31), date(2013, 9, 30), date(2014, 5, 31)):  # that of AS_AT is laid out above
        papers.append(tmp_path / f"{as_at}.docx")
        papers[-1].write_bytes(pack.render(programmes.of_the_sample(as_at), "docx"))
    for paper in office.to_pdf(papers, tmp_path):  # one start of the office for all
        assert half_full(paper), (paper.stem, body(paper))


@pytest.mark.usefixtures("sample")
def test_word_draws_every_label_of_every_chart(tmp_path: Path):
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
    paper.save(str(tmp_path / "charts.docx"))
    pages = office.words(office.to_pdf([tmp_path / "charts.docx"], tmp_path)[0])
    for chart, page in zip(charts, pages, strict=False):
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


@pytest.mark.usefixtures("sample")
def test_the_pdf_says_what_the_other_papers_say(tmp_path: Path):
    made = programmes.of_the_sample()
    told = printed(made, tmp_path)
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


def test_three_thousand_applications_with_long_names_stay_within_their_slides(tmp_path: Path):
    programmes.awkward(3000)
    made = pack.make(AS_AT)
    slides, paper = laid_out(made, tmp_path)
    pages = office.words(slides)
    assert len(pages) == len(made.slides)
    for number, page in enumerate(pages, start=1):
        assert page.rstrip().endswith(str(number)), page
    assert "429 of 3,000" in "".join(office.words(paper))
    told = printed(made, tmp_path)
    assert squeezed(programmes.ALIVE) in told, "markup in data is text"
    assert all(squeezed(slide.headline) in told for slide in made.slides[1:])


def test_one_row_of_everything_and_nothing_at_all(tmp_path: Path):
    nothing, _ = laid_out(pack.make(AS_AT), tmp_path)
    (page,) = office.words(nothing)
    assert "Left out: Gateways: no gateways" in " ".join(page.split())
    assert page.rstrip().endswith("1"), "the sections left out run over the foot of the cover"
    assert "Leftout:nogateways" in printed(pack.make(AS_AT), tmp_path)
    programmes.one_row_each()
    made = pack.make(AS_AT)
    slides, _ = laid_out(made, tmp_path)
    assert len(office.words(slides)) == len(made.slides)
