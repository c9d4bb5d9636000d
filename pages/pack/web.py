"""The pack as one HTML file: to read, print or present offline, without any request.

The same markup, style and script present the slides on the Briefing page (pages/parts/briefing/presenting.py).
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from pages.charts.theme import FONT, LIGHT
from pages.pack.content import METHODS, ON_PAPER, Beside, Fact, Pack, Part, Remark, Slide, Table
from pages.pack.drawing import svg
from pages.pack.drawing_parts import NARROW, TALL, WIDE, Box
from pages.pack.tabulation import scale_of, shares_of, with_its_sign
from pages.ui.formatting import apart, day, short, short_day

CONTROLS = (
    '<div class="controls"><button type="button" data-step="-1" aria-label="Previous slide">‹</button>'
    '<button type="button" data-step="1" aria-label="Next slide">›</button>'
    '<button type="button" data-close aria-label="Stop presenting">×</button></div>'
)

START = """
const pack = document.querySelector(".pack");
let stop = null;
const leave = () => { stop(); stop = null; pack.classList.add("paper-form"); history.replaceState(null, "", location.pathname); };
const begin = (key) => {
  if (stop) return;
  stop = present(pack, { start: key, cycle: 0, closed: leave,
    moved: (now) => history.replaceState(null, "", "#present=" + now) });
};
document.querySelector(".to-present").onclick = () => begin("cover");
if (location.hash.startsWith("#present")) begin(decodeURIComponent(location.hash.slice(9)));
"""


def write(pack: Pack) -> bytes:
    """The pack as the bytes of an HTML file, the same for the same pack."""
    return document(pack).encode()


def document(pack: Pack) -> str:
    """The whole page."""
    numbers = {slide.key: at for at, slide in enumerate(pack.slides, start=1)}
    button = '<p><button type="button" class="to-present">Present as slides</button></p>'
    body = "".join(
        [
            f'<header class="paper-only"><h1>{text(pack.title)}</h1><p>{text(pack.subtitle)}<br>'
            f"{pack.as_at_and_version}</p>{mark(pack)}{button}</header>",
            slide_html(pack, pack.cover, 1),
            _front(pack),
            *(_part(pack, part, at, numbers) for at, part in enumerate(pack.parts, start=1)),
            _appendix(pack),
        ]
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(pack.title)}: {text(pack.subtitle)}, {day(pack.as_at)}</title>"
        f'<meta name="description" content="Fingerprint {pack.fingerprint}">'
        f'<meta name="dcterms.created" content="{pack.as_at}"><meta name="dcterms.modified" content="{pack.as_at}">'
        f"<style>{style()}{page_foot(pack)}</style></head>"
        f'<body><main class="pack paper-form">{body}{CONTROLS}</main>'
        f"<script>{deck_script()}{START}</script></body></html>\n"
    )


def deck(pack: Pack) -> str:
    """The slides alone, for the Briefing page."""
    return "".join(slide_html(pack, slide, at, 1) for at, slide in enumerate(pack.slides, start=1)) + CONTROLS


@cache
def deck_script() -> str:
    """The script that turns the slides."""
    return (Path(__file__).with_name("deck.js")).read_text(encoding="utf-8")


@cache
def style() -> str:
    """The style sheet, with the colours of the theme. Slides are light everywhere, because they are projected and
    printed."""
    names = ("background", "surface", "text", "muted", "grid", "forecast", "actual")
    colours = "".join(f"--{name}: {getattr(LIGHT, name)}; " for name in names)
    return f".pack {{ {colours}--font: {FONT}; }}\n" + Path(__file__).with_name("deck.css").read_text(encoding="utf-8")


def page_foot(pack: Pack) -> str:
    """The foot of each printed page."""
    number = 'content: "Page " counter(page) " of " counter(pages)'
    font = f"font: 8.5pt {FONT}; color: {LIGHT.muted}"
    return f'@page {{ @bottom-left {{ content: "{pack.foot}"; {font} }} @bottom-right {{ {number}; {font} }} }}'


def text(words: str) -> str:
    """Text from data, escaped so that nothing in it is markup, with right-to-left text isolated."""
    return escape(apart(words))


def mark(pack: Pack) -> str:
    return f'<p class="mark">◇ {text(pack.mark)}</p>' if pack.mark else ""


def slide_html(pack: Pack, slide: Slide, number: int, level: int = 3) -> str:
    """One slide: its headline, its content and its foot. `level` of its heading: on paper it is inside a section."""
    is_cover = slide is pack.cover
    kind = "slide cover paper-only" if is_cover else "slide"
    return (
        f'<section class="{kind}" data-key="{text(slide.key)}" id="slide-{text(slide.key)}"'
        f' aria-label="Slide {number} of {len(pack.slides)}">'
        f'<h{level} class="headline" tabindex="-1">{text(slide.headline_shown)}</h{level}>'
        f"{_remark(slide.remark, slide.remark_shown)}"
        f'<div class="main{" divided" if slide.is_divided else ""}">{_main(slide)}</div>'
        f"{_rule(slide)}"
        f'<div class="foot"><span>{pack.as_at_and_version}'
        f"{f' · ◇ {text(pack.mark)}' if pack.mark else ''}</span>"
        f'<span class="number">{number} of {len(pack.slides)}</span></div></section>'
    )


def _main(slide: Slide) -> str:
    if slide.chart is not None:
        return (f'<div class="words">{_words(slide)}</div>' if slide.is_divided else "") + _figure(slide)
    return _words(slide)


def _figure(slide: Slide) -> str:
    """The chart drawn three times: for a 16:9 screen (and paper), for a 4:3 screen, and for a phone."""
    assert slide.chart is not None
    part = 0.49 if slide.is_divided else 1.0
    narrow = Box(NARROW.width, NARROW.height * (1.4 if isinstance(slide.chart, Beside) else 1))
    boxes = {
        "wide": Box(WIDE.width * part, WIDE.height), "tall": Box(TALL.width * part, TALL.height), "narrow": narrow,
    }  # fmt: skip
    drawn = "".join(
        f'<div class="{name}">{svg(slide.chart, f"{slide.key}-{name}", box=box)}</div>' for name, box in boxes.items()
    )
    return f"<figure>{drawn}</figure>"


def _words(slide: Slide) -> str:
    if slide.table is not None:
        return table(slide.table)
    if slide.questions:
        return "".join(_question(remark) for remark in slide.questions)
    if slide.points:
        # On paper the facts below say the same, with their dates.
        where = " screen-only" if slide.facts else ""
        return f'<ul class="points{where}">{"".join(f"<li>{text(point)}</li>" for point in slide.points)}</ul>'
    return ""


def _question(remark: Remark) -> str:
    asked = f" ({text(remark.asked_by_shown)})" if remark.asked_by else ""
    question = f'<p class="question">{text(remark.question_shown)}{asked}</p>' if remark.question else ""
    return f'{question}<p class="answer">{text(remark.text_shown)} <span class="by">({text(remark.byline_shown)})</span></p>'


def _remark(remark: Remark | None, shown: str) -> str:
    return (
        f'<p class="remark">{text(shown)} <span class="by">({text(remark.byline_shown)})</span></p>' if remark else ""
    )


def _rule(slide: Slide) -> str:
    if slide.rule_in_full == slide.rule_shown:
        return f'<p class="rule">{text(slide.rule_shown)}</p>' if slide.rule_shown else ""
    paper = f'<p class="rule paper-only">{text(slide.rule_in_full)}</p>' if slide.rule_in_full else ""
    return paper + (f'<p class="rule screen-only">{text(slide.rule_shown)}</p>' if slide.rule_shown else "")


def table(shown: Table, caption: str = "", most: int = 0) -> str:
    """A table with its headings; omitted rows are counted below it."""
    kept = shown.first(most)
    kinds = [' class="amount"' if numeric else "" for numeric in shown.numeric]
    head = "".join(f'<th scope="col"{kind}>{text(name)}</th>' for name, kind in zip(shown.columns, kinds, strict=True))
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{kind}>{text(with_its_sign(short(cell, 110)))}</td>" for cell, kind in zip(row, kinds, strict=True)
        )
        + "</tr>"
        for row in kept.rows
    )
    titled = f"<caption>{text(caption)}</caption>" if caption else ""
    more = f'<p class="rule paper-only">{kept.remainder}</p>' if kept.remainder else ""
    room = 96 if most else 98
    scale = scale_of(shown, room) if most else 1.0
    columns = "".join(f'<col style="width:{100 * share:.1f}%">' for share in shares_of(shown, room / scale))
    size = f' style="font-size:{0.8 * scale:.2f}rem"' if scale < 1 else ""
    head = f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>"
    return f"<table{size}>{titled}{head}<tbody>{rows}</tbody></table>{more}"


# The paper ------------------------------------------------------------------------------------------------------------


def _front(pack: Pack) -> str:
    recommendations = "".join(f"<li>{text(one)}</li>" for one in pack.recommended)
    return (
        f'<section class="paper-only"><h2>Purpose</h2><p>{text(pack.purpose)}</p>'
        f"<h2>Recommendations</h2><p>The panel is recommended to:</p><ol>{recommendations}</ol></section>"
    )


def _part(pack: Pack, part: Part, number: int, numbers: dict[str, int]) -> str:
    heading = f'<h2 class="paper-only">{number}. {text(part.title)}</h2>'
    if not part.slides:
        return f'{heading}<p class="paper-only">{text(part.left_out)}</p>'
    shown = []
    letter = 1
    for slide in part.slides:
        shown.append(slide_html(pack, slide, numbers[slide.key]))
        if slide.facts and not slide.questions:
            shown.append(_facts(slide.facts, letter))
            letter += len(slide.facts)
        if slide.behind is not None and slide.behind.rows and slide.table is None:
            shown.append(
                f'<div class="paper-only">{table(slide.behind, f"The rows behind: {slide.headline}", ON_PAPER)}</div>'
            )
    earlier = [remark for remark in part.remarks if not remark.question][1:]
    shown += [f'<div class="paper-only">{_remark(remark, remark.text)}</div>' for remark in earlier]
    return heading + "".join(shown)


def _facts(facts: tuple[Fact, ...], start: int) -> str:
    lines = "".join(f"<li>{text(fact.text)}{_source(fact)}</li>" for fact in facts)
    return f'<ol class="letters paper-only" start="{start}">{lines}</ol>'


def _source(fact: Fact) -> str:
    return f' <span class="source">({text(fact.source)})</span>' if fact.source else ""


def _appendix(pack: Pack) -> str:
    rows = "".join(
        f'<tr><td class="amount">{source.number}</td><td>{text(source.subject)}</td>'
        f"<td>{short_day(source.reporting_date)}</td><td>{text(source.about)}<br>"
        f'<span class="hash">{source.sha256}</span></td></tr>'
        for source in pack.sources
    )
    methods = "".join(f"<p>{text(method)}</p>" for method in pack.methods)
    methods = methods and f"<h3>{METHODS}</h3>{methods}"
    names = ("Upload", "Dataset", "Reported", "File, and the SHA-256 of its bytes")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        '<section class="paper-only appendix"><h2>Appendix: the sources, and how to make this pack again</h2>'
        f"<p>{pack.as_at_and_version}. Fingerprint of the content:"
        f' <span class="hash">{pack.fingerprint}</span></p><p>The same pack can be made again at any time with'
        f' <span class="hash">{text(pack.again)}</span></p>'
        '<table><colgroup><col style="width:9%"><col style="width:17%"><col style="width:13%"><col></colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{methods}</section>"
    )
