"""The pack as a Word file, in the form in which councils publish reports: purpose, recommendations, numbered sections of
lettered paragraphs that state each fact with its date, charts that can be edited, tables, and an appendix of the sources.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from pages.charts.theme import LIGHT
from pages.pack.archive import same_every_time
from pages.pack.content import METHODS, ON_PAPER, Fact, Pack, Part, Remark, Table, clean
from pages.pack.powerpoint_charts import parts
from pages.pack.tabulation import scale_of, shares_of
from pages.pack.word_charts import add_chart
from pages.ui.formatting import day, short, short_day

FONT = "Arial"
CELL = "Table text"
"""The style of what is in tables."""
WIDTH = Cm(17)
LINES = (
    f"<w:tblBorders {nsdecls('w')}>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LIGHT.grid.lstrip("#")}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)
ROOM_IN_CELLS = (
    f"<w:tblCellMar {nsdecls('w')}>"
    '<w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
    '<w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
)
SHADE = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{LIGHT.surface.lstrip("#")}"/>'
"""How tables look: grey lines, room above and below what a cell says, the headings on a tint."""
SECTIONS, RECOMMENDED = 41, 42
"""The numbers of the two lists: sections with their lettered paragraphs, and recommendations."""


def write(pack: Pack) -> bytes:
    """The pack as the bytes of a .docx file, the same for the same pack."""
    paper = Document()
    _say_what_it_is(paper, pack)
    _set_styles(paper)
    _number_lists(paper)
    _front(paper, pack)
    charts = 0
    for part in pack.parts:
        charts = _part(paper, part, charts)
    _appendix(paper, pack)
    _foot(paper, pack)
    made = BytesIO()
    paper.save(made)
    return same_every_time(made.getvalue())


def _say_what_it_is(paper: Paper, pack: Pack) -> None:
    properties = paper.core_properties
    properties.title, properties.subject = f"{pack.title}: {pack.subtitle}", f"As at {day(pack.as_at)}"
    properties.author = properties.last_modified_by = "Programme dashboard"
    properties.identifier = pack.fingerprint
    properties.comments = f"Ledger version {pack.ledger_version}. {pack.mark}".strip()
    properties.created = properties.modified = datetime.combine(pack.as_at, time(), UTC).replace(tzinfo=None)
    properties.language, properties.revision = "en-GB", 1


def _set_styles(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name, size, before in (("Normal", 11, 0), ("Title", 22, 0), ("Heading 1", 15, 18), ("Heading 2", 12, 12)):
        style = paper.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = _rgb(LIGHT.text)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), FONT)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(6)
    cell = paper.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = paper.styles["Normal"], Pt(8.5), Pt(0)
    for language in paper.styles.element.iter(qn("w:lang")):  # of the whole paper: python-docx's own says en-US
        language.set(qn("w:val"), "en-GB")


def _number_lists(paper: Paper) -> None:
    """Adds real numbered lists, so that a clerk can add a paragraph and the letters follow: 1. with (a), and (1) for
    recommendations."""
    numbering = paper.part.numbering_part.element
    first = numbering.find(qn("w:num"))

    def level(at: int, kind: str, shown: str, left: int, style: str = "") -> str:
        return (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{style}<w:lvlText w:val="{shown}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="567"/></w:pPr></w:lvl>'
        )

    for number, levels in (
        (SECTIONS, level(0, "decimal", "%1.", 567) + level(1, "lowerLetter", "(%2)", 567)),
        (RECOMMENDED, level(0, "decimal", "(%1)", 567)),
    ):
        kind = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}'
        )
        first.addprevious(parse_xml(f"{kind}</w:abstractNum>"))
        use = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        numbering.append(parse_xml(use))


def _in_list(paragraph: Paragraph, number: int, level: int) -> Paragraph:
    properties = paragraph._p.get_or_add_pPr()
    kept = properties.get_or_add_numPr()
    kept.get_or_add_ilvl().val = level
    kept.get_or_add_numId().val = number
    return paragraph


def _rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))


def _say(paper: Paper, text: str, style: str | None = None, *, bold: bool = False) -> Paragraph:
    paragraph = paper.add_paragraph(style=style)
    paragraph.add_run(clean(text)).bold = bold or None
    return paragraph


def _front(paper: Paper, pack: Pack) -> None:
    _say(paper, pack.title, "Title")
    _say(paper, f"{pack.subtitle}. {pack.as_at_and_version}.", bold=True)
    if pack.mark:
        _say(paper, f"◇ {pack.mark}", bold=True)
    _say(paper, "Purpose", "Heading 1")
    _say(paper, pack.purpose)
    _say(paper, "Recommendations", "Heading 1")
    _say(paper, "The panel is recommended to:")
    for recommendation in pack.recommended:
        _in_list(_say(paper, recommendation), RECOMMENDED, 0)


def _part(paper: Paper, part: Part, charts: int) -> int:
    """Writes one section. Returns how many charts the paper has after it."""
    _in_list(_say(paper, part.title, "Heading 1"), SECTIONS, 0)
    if not part.slides:
        _say(paper, part.left_out)
    for slide in part.slides:
        _say(paper, slide.headline, "Heading 2")
        if slide.chart is not None:
            for chart, _, _ in parts(slide.chart, 0, 1):
                charts += 1
                add_chart(paper, chart, charts)
        for point in slide.points if not slide.facts else ():
            _fact(paper, Fact(point))
        for fact in slide.facts if not slide.questions else ():
            _fact(paper, fact)
        for remark in slide.questions:
            _question(paper, remark)
        shown = slide.table or slide.behind
        if shown is not None and shown.rows and not slide.is_listed:
            _add_table(paper, shown, slide.headline if slide.table else f"The rows behind: {slide.headline}")
        if slide.rule_in_full:
            _say(paper, slide.rule_in_full).runs[0].italic = True
    for remark in part.remarks:
        if not remark.question and not any(remark in slide.questions for slide in part.slides):
            quote = _say(paper, f"{remark.text} ", "Quote")
            quote.add_run(clean(f"({remark.byline})"))
    return charts


def _fact(paper: Paper, fact: Fact) -> None:
    paragraph = _in_list(_say(paper, fact.text), SECTIONS, 1)
    if fact.source:
        paragraph.add_run(clean(f" ({fact.source})")).font.color.rgb = _rgb(LIGHT.muted)


def _question(paper: Paper, remark: Remark) -> None:
    if remark.question:
        asked = f" ({remark.asked_by})" if remark.asked_by else ""
        _in_list(_say(paper, f"{remark.question}{asked}", bold=True), SECTIONS, 1)
        _say(paper, f"{remark.text} ({remark.byline})").paragraph_format.left_indent = Cm(1)
    else:
        _in_list(_say(paper, f"{remark.text} ({remark.byline})"), SECTIONS, 1)


def _add_table(paper: Paper, table: Table, title: str, most: int = ON_PAPER, shares: list[float] | None = None) -> None:
    """Adds a table with a heading repeated on every page, and its title for screen readers."""
    caption = _say(paper, title, bold=True)
    caption.runs[0].font.size = Pt(10)
    caption.paragraph_format.keep_with_next = True
    grid = paper.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    properties = grid._tbl.tblPr
    for name, value in (("w:tblCaption", "Table"), ("w:tblDescription", title)):
        element = OxmlElement(name)
        element.set(qn("w:val"), clean(value))
        properties.append(element)
    properties.find(qn("w:tblLayout")).addprevious(parse_xml(LINES))
    properties.find(qn("w:tblLook")).addprevious(parse_xml(ROOM_IN_CELLS))
    scale, style = 1.0 if shares else scale_of(table, 108), paper.styles[CELL].style_id
    shares = shares or shares_of(table, 108 / scale)
    for place, share in enumerate(shares):
        grid.columns[place].width = int(WIDTH * share)
    kept = table.first(most)
    rows = [[short(cell, 110) for cell in row] for row in kept.rows] if most else kept.rows
    for at, cells in enumerate((table.columns, *rows)):
        row = grid.add_row()
        split = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(split)
        if at == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for place, (text, cell) in enumerate(zip(cells, row.cells, strict=True)):
            cell.width = int(WIDTH * shares[place])
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style  # by its id: python-docx looks through all styles for a name, every time
            first, *rest = clean(text).split("\n", 1)
            run = paragraph.add_run(first)
            if scale < 1:
                run.font.size = Pt(round(8.5 * scale, 1))
            if at == 0:
                run.bold = True
            if rest:  # small print
                paragraph.add_run(f"\n{rest[0]}").font.size = Pt(7.5)
            if at == 0:
                cell._tc.get_or_add_tcPr().append(parse_xml(SHADE))
            if table.numeric[place]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    after = _say(paper, kept.remainder)
    after.paragraph_format.space_after = Pt(4)


def _appendix(paper: Paper, pack: Pack) -> None:
    _say(paper, "Appendix: the sources, and how to make this paper again", "Heading 1")
    _say(paper, f"{pack.as_at_and_version}.")
    _say(paper, f"Fingerprint of the content: {pack.fingerprint}")
    _say(paper, f"The same content can be made again at any time with: {pack.again}")
    rows = tuple(
        (
            str(source.number), source.subject, short_day(source.reporting_date),
            f"{source.about}\n{source.sha256}",
        )
        for source in pack.sources
    )  # fmt: skip
    if rows:
        table = Table(
            ("Upload", "Dataset", "Reported", "File, and the SHA-256 of its bytes"), rows, (True, False, False, False)
        )
        _add_table(paper, table, "The uploads on which this paper rests", 0, [0.09, 0.16, 0.13, 0.62])
    if pack.methods:
        _say(paper, METHODS, "Heading 2")
    for method in pack.methods:
        _say(paper, method)


def _foot(paper: Paper, pack: Pack) -> None:
    paragraph = paper.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{pack.foot} · Page ").font.size = Pt(9)
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    )
    paragraph._p.append(field)
