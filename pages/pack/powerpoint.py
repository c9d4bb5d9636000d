"""The pack as a PowerPoint file: native, editable charts and tables, with the rows behind each in its notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO

from lxml.etree import SubElement
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide as Page
from pptx.util import Emu, Inches, Length, Pt

from pages.charts.theme import LIGHT
from pages.pack.archive import same_every_time
from pages.pack.content import Pack, Remark, Slide, Table, clean
from pages.pack.powerpoint_charts import add_chart, parts
from pages.pack.tabulation import shares_of
from pages.ui.formatting import day

FONT = "Arial"  # on every machine that opens PowerPoint files, and its look-alike on the others
WIDE, HIGH = Inches(13.333), Inches(7.5)
SIDE = Inches(0.5)
# At 1920 pixels a slide of 13⅓ inches has 144 to the inch: 12 points are 24 pixels, and nothing here is smaller.
SMALL, BODY = Pt(13), Pt(18)
NOTE_ROWS = 400
LANGUAGE = MSO_LANGUAGE_ID.ENGLISH_UK  # of every word, or those who listen hear it read with an American voice


def write(pack: Pack) -> bytes:
    """The pack as the bytes of a .pptx file, the same for the same pack."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    _say_what_it_is(deck, pack)
    for number, slide in enumerate(pack.slides, start=1):
        page = deck.slides.add_slide(deck.slide_layouts[5])  # ‘Title Only’
        _draw(page, slide, is_cover=slide is pack.slides[0])
        _foot(page, pack, number)
        frame = page.notes_slide.notes_text_frame
        assert frame is not None
        frame.text = notes(pack, slide)
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run.font.language_id = LANGUAGE
    made = BytesIO()
    deck.save(made)
    return same_every_time(made.getvalue())


def _say_what_it_is(deck: Deck, pack: Pack) -> None:
    properties = deck.core_properties
    then = datetime.combine(pack.as_at, time(), UTC).replace(tzinfo=None)
    properties.title, properties.subject = f"{pack.title}: {pack.subtitle}", f"As at {day(pack.as_at)}"
    properties.author = properties.last_modified_by = "Programme dashboard"
    properties.identifier = pack.fingerprint
    properties.comments = f"Ledger version {pack.ledger_version}. {pack.mark}".strip()
    properties.created = properties.modified = then
    properties.language, properties.revision = "en-GB", 1


def _draw(page: Page, slide: Slide, *, is_cover: bool) -> None:
    """Draws the headline, and below it the slide's content: points, chart, table, questions, rule, remark."""
    title = page.shapes.title
    assert title is not None
    top = Inches(1.6) if is_cover else Inches(0.35)
    size = Pt(40) if is_cover else Pt(30) if not slide.is_long else Pt(26)
    taken = lines(slide.headline_shown, (WIDE - 2 * SIDE) / Inches(1) * 72 / (size.pt * 0.53))
    high = int(taken * size * 1.2 + Inches(0.12))
    _place(title, SIDE, top, WIDE - 2 * SIDE, high)
    frame = title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = 0
    _write(frame.paragraphs[0], slide.headline_shown, size, bold=True)
    below, end = int(top + max(high, Inches(0.7)) + Inches(0.1)), int(Inches(6.85))
    ruled = Inches(0.3 + 0.24 * (len(slide.rule_shown) // 135)) if slide.rule_shown else 0
    end -= ruled
    if slide.remark:
        remark = f"‘{slide.remark_shown}’ {slide.remark.byline_shown}"
        deep = Inches(0.42 + 0.3 * (len(remark) // 115))
        _textbox(page, "Commentary", SIDE, below, WIDE - 2 * SIDE, deep, [(remark, Pt(16), False)])
        below += deep
    width, height = WIDE - 2 * SIDE, int(end - below - Inches(0.08))
    share = 0.5 if slide.table else 0.42  # names are above their rows in the chart beside points
    taken_by_words = int(width * share) if slide.is_divided else 0
    if slide.chart is None or slide.is_divided:
        _add_words(
            page, slide, below, (taken_by_words or width) - (Inches(0.2) if taken_by_words else 0), height, is_cover
        )
    if slide.chart is not None:
        for chart, left, wide in parts(slide.chart, SIDE + taken_by_words, width - taken_by_words):
            add_chart(page, chart, left, below, wide, height)
    if slide.rule_shown:  # last, as it is read last
        paragraphs = [(slide.rule_shown, SMALL, False)]
        _textbox(page, "How it is counted", SIDE, end, WIDE - 2 * SIDE, ruled, paragraphs, muted=True)


def _add_words(page: Page, slide: Slide, top: int, width: int, height: int, is_cover: bool) -> None:
    """Draws the table, the questions or the points of a slide, in letters as large as fit."""
    room = (SIDE, top, width, height)
    if slide.table is not None:
        _add_table(page, slide.table, slide.headline, *room)
    elif slide.questions:
        lines = [line for one in slide.questions for line in question(one)]
        letters = largest([text for text, _, _ in lines], width, height)
        _textbox(page, "Questions and answers", *room, [(text, letters, bold) for text, _, bold in lines])
    elif slide.points:
        _add_points(page, slide.points, *room, is_cover=is_cover)


def _add_points(
    page: Page, points: Sequence[str], left: int, top: int, width: int, height: int, *, is_cover: bool
) -> None:
    """Draws the points as a list; on the cover as two columns of the running order, in small letters if most is left
    out."""
    if not is_cover:
        size = largest(points, width - Inches(0.4), height)
        _textbox(page, "Points", left, top, width, height, [(point, size, False) for point in points], bullets=True)
        return
    half = -(-len(points) // 2)
    size = min(largest(column, int(width * 0.48), height, 12.5) for column in (points[:half], points[half:]))
    for at, column in enumerate((points[:half], points[half:])):
        lines_of = [(point, size, False) for point in column]
        if lines_of:
            _textbox(
                page,
                f"Running order, column {at + 1}",
                left + at * width // 2,
                top,
                int(width * 0.48),
                height,
                lines_of,
            )


def question(remark: Remark) -> list[tuple[str, Length, bool]]:
    """A question in bold and its answer, as lines with their sizes; a remark alone is its text."""
    paragraphs = []
    if remark.question:
        asked = f" ({remark.asked_by_shown})" if remark.asked_by else ""
        paragraphs.append((f"{remark.question_shown}{asked}", Pt(20), True))
    return [*paragraphs, (f"{remark.text_shown} ({remark.byline_shown})", BODY, False)]


def _place(shape: BaseShape, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = Emu(left), Emu(top), Emu(width), Emu(height)


def describe(shape: BaseShape, name: str, alt: str) -> None:
    """Sets the name and alternative text of a shape, for screen readers."""
    shape.name = name
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", alt)


def _write(paragraph: object, text: str, size: Length, *, bold: bool = False, muted: bool = False) -> None:
    paragraph.alignment = PP_ALIGN.LEFT  # type: ignore[attr-defined]
    run = paragraph.add_run()  # type: ignore[attr-defined]
    run.text = clean(text)
    run.font.name, run.font.size, run.font.bold = FONT, size, bold
    run.font.language_id = LANGUAGE
    run.font.color.rgb = colour(LIGHT.muted if muted else LIGHT.text)


def _textbox(
    page: Page, name: str, left: int, top: int, width: int, height: int, lines: Sequence[tuple[str, Length, bool]],
    *, muted: bool = False, bullets: bool = False,
) -> None:  # fmt: skip
    box = page.shapes.add_textbox(Emu(left), Emu(top), Emu(width), Emu(height))
    box.name = name
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for at, (text, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        if at:
            paragraph.space_before = Pt(10 if bold or bullets else 4)
        _write(paragraph, text, size, bold=bold, muted=muted)
        if bullets:
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", "285750")
            properties.set("indent", "-285750")
            SubElement(properties, qn("a:buChar")).set("char", "•")


def _foot(page: Page, pack: Pack, number: int) -> None:
    """Draws date, mark and number, on every slide."""
    text = pack.as_at_and_version
    if pack.mark:
        text += f"  ·  ◇ {pack.mark}"
    _textbox(page, "Date and mark", SIDE, Inches(6.95), Inches(11.3), Inches(0.4), [(text, SMALL, False)], muted=True)
    _textbox(
        page, "Slide number", WIDE - Inches(1.3), Inches(6.95), Inches(0.8), Inches(0.4), [(str(number), SMALL, True)]
    )
    page.shapes[-1].text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT  # type: ignore[attr-defined]


def largest(texts: Sequence[str], width: int, height: int, least: float = 16) -> Length:
    """The largest letter size at which the paragraphs fit a place; never below a minimum in points."""
    for points in range(36, int(least), -2):
        taken = sum(lines(text, width / Inches(1) * 72 / (points * 0.53)) * points * 1.22 + 10 for text in texts)
        if taken <= height / Inches(1) * 72:
            return Pt(points)
    return Pt(least)


SIZES = (28, 26, 24, 22, 20, 18, 16, 14, 12.5)
"""Points of the letters of a table, the largest that lets it fit; 12.5 are 25 pixels where a slide is shown at 1080p."""


def _add_table(page: Page, table: Table, alt: str, left: int, top: int, width: int, height: int) -> None:
    """Draws a native table: each column as wide as its texts need, in the largest letters with which all rows fit."""
    rows = (table.columns, *table.rows)
    size, shares, heights = fitting(table, width / Inches(1), height / Inches(1))
    shape = page.shapes.add_table(
        len(rows), len(table.columns), Emu(left), Emu(top), Emu(width), Emu(Inches(sum(heights)))
    )
    describe(shape, "Table", f"Table: {alt}")
    grid = shape.table
    (style,) = shape._element.xpath(".//a:tableStyleId")
    style.text = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # ‘No style, table grid’: no colours of its own
    for at, share in enumerate(shares):
        grid.columns[at].width = Emu(int(width * share))
    for at, cells in enumerate(rows):
        grid.rows[at].height = Inches(heights[at])
        for place, text in enumerate(cells):
            cell = grid.cell(at, place)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            _write(cell.text_frame.paragraphs[0], text, Pt(size), bold=at == 0)
            cell.fill.solid()
            cell.fill.fore_color.rgb = colour(LIGHT.surface if at == 0 else LIGHT.background)
            if table.numeric[place]:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def fitting(table: Table, width: float, height: float) -> tuple[float, list[float], list[float]]:
    """The largest letter size, in points, at which the rows fit a place, in inches; each column's share of the width;
    each row's height."""
    rows = (table.columns, *table.rows)
    heights: list[float] = []
    for size in SIZES:
        shares = shares_of(table, width * 72 / (size * 0.52))
        heights = [
            max(lines(text, (width * share - 0.2) * 72 / (size * 0.52)) for text, share in zip(row, shares, strict=True))
            * size * 1.22 / 72 + 0.12
            for row in rows
        ]  # fmt: skip
        if sum(heights) <= height and _words_fit(rows, shares, width, size):
            break
    return size, shares, heights


def _words_fit(rows: Sequence[Sequence[str]], shares: Sequence[float], width: float, size: float) -> bool:
    """Whether no word of ordinary length would be broken in its column."""
    return all(
        len(word) * size * 0.56 / 72 <= width * share - 0.2
        for row in rows
        for text, share in zip(row, shares, strict=True)
        for word in text.split(" ")
        if len(word) <= 24
    )


def lines(text: str, room: float) -> int:
    """How many lines a text takes in a column of so many letters, broken between words."""
    taken, left = 1, room
    for word in text.split():
        if len(word) > left and left < room:
            taken, left = taken + 1, room
        taken += int(len(word) // max(room, 1)) if len(word) > room else 0
        left -= len(word) + 1
    return taken


def notes(pack: Pack, slide: Slide) -> str:
    """A slide's notes: its statements with their dates, remarks in full, and the rows behind it."""
    lines = [slide.headline, ""]
    lines += [f"{fact.text} ({fact.source})" if fact.source else fact.text for fact in slide.facts]
    if slide.remark:
        lines += ["", f"Commentary, {slide.remark.byline}: {slide.remark.text}"]
    if slide.rule_in_full:
        lines += ["", f"How it is counted: {slide.rule_in_full}"]
    if slide.behind is not None and slide.behind.rows:
        lines += ["", "The rows behind this slide:", " | ".join(slide.behind.columns)]
        lines += [" | ".join(row) for row in slide.behind.rows[:NOTE_ROWS]]
        more = len(slide.behind.rows) - NOTE_ROWS + slide.behind.left_out
        if more > 0:
            lines.append(f"and {more:,} more rows")
    lines += ["", f"{pack.as_at_and_version}. Fingerprint {pack.fingerprint}."]
    return clean("\n".join(lines))


def colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))
