"""How each success criterion of WCAG 2.2, A and AA, is met: for the accessibility statement and docs/accessibility.md."""

from __future__ import annotations

from dataclasses import dataclass

from pages.narrative.accessibility import BARRIERS

NONE = "Nothing of the kind"


@dataclass(frozen=True)
class Criterion:
    """One success criterion. `how`: how it is met, or that there is nothing it applies to; not a whole sentence."""

    number: str
    name: str
    level: str
    how: str

    @property
    def state(self) -> str:
        """‘Met’, ‘Met, save for what is listed’ or ‘Not applicable’."""
        if any(each.criterion.startswith(f"{self.number} ") for each in BARRIERS):
            return "Met, save for what is listed"
        return "Not applicable" if self.how.startswith(NONE) else "Met"


CRITERIA = tuple(
    Criterion(*line.split(" | "))
    for line in """
1.1.1 | Non-text content | A | Each picture is called by its finding, and its table is one key away
1.2.1 | Audio-only and video-only | A | Nothing of the kind: no sound, no film
1.2.2 | Captions (prerecorded) | A | Nothing of the kind: no film
1.2.3 | Audio description or media alternative | A | Nothing of the kind: no film
1.2.4 | Captions (live) | AA | Nothing of the kind: no live sound
1.2.5 | Audio description (prerecorded) | AA | Nothing of the kind: no film
1.3.1 | Info and relationships | A | Headings in order, tables with headings, labels at fields, landmarks
1.3.2 | Meaningful sequence | A | The order of reading is the order on screen; on a phone the columns follow one another
1.3.3 | Sensory characteristics | A | Nothing is named by its place, shape or colour alone
1.3.4 | Orientation | AA | Upright and across, without a lock
1.3.5 | Identify input purpose | AA | The one field about the reader, ‘Your name’, is labelled so and keeps what was typed
1.4.1 | Use of colour | A | Ratings have a shape and a word, series a pattern or a name, links an underline
1.4.2 | Audio control | A | Nothing of the kind: no sound
1.4.3 | Contrast (minimum) | AA | 4.5 to 1 in both themes, measured on every screen
1.4.4 | Resize text | AA | Whole at 200%
1.4.5 | Images of text | AA | Pictures are drawn with text; the slides on screen too
1.4.10 | Reflow | AA | Whole at 320 pixels, without a second way to scroll
1.4.11 | Non-text contrast | AA | Edges of fields, rings and marks at 3 to 1
1.4.12 | Text spacing | AA | Whole with the spacing that the criterion names, outside of tables' cells
1.4.13 | Content on hover or focus | AA | A note goes with Escape, and stays while the pointer is on it
2.1.1 | Keyboard | A | Upload, commit, withdraw, plan, present, filter, follow a mark and download by keyboard alone
2.1.2 | No keyboard trap | A | Tab leaves tables, pictures and folds; Escape leaves what has opened
2.1.4 | Character key shortcuts | A | ‘/’ is turned off by a box on Find; T and the arrows count only in a picture or the slides
2.2.1 | Timing adjustable | A | No limit of ours: a sign-in ends when the provider says so, and what was typed stays in the page
2.2.2 | Pause, stop, hide | A | Slides turn by themselves only where the reader says so, and stop with Escape
2.3.1 | Three flashes or below | A | Nothing of the kind: nothing flashes
2.4.1 | Bypass blocks | A | The first stop is ‘Skip to main content’
2.4.2 | Page titled | A | Screen, date and programme
2.4.3 | Focus order | A | The order of reading; what opens takes the focus and gives it back
2.4.4 | Link purpose (in context) | A | Links say where they lead; ‘Download CSV’ follows the heading of its table
2.4.5 | Multiple ways | AA | Navigation, Find, and links from figure to rows
2.4.6 | Headings and labels | AA | A heading is the finding; labels say what a field takes
2.4.7 | Focus visible | AA | A ring of 3 pixels on whatever has the focus
2.4.11 | Focus not obscured (minimum) | AA | What takes the focus is scrolled clear of the bar
2.5.1 | Pointer gestures | A | Nothing of the kind: one press does everything
2.5.2 | Pointer cancellation | A | What is pressed counts when it is let go
2.5.3 | Label in name | A | What a control is called begins with what is written on it
2.5.4 | Motion actuation | A | Nothing of the kind: moving the device does nothing
2.5.7 | Dragging movements | AA | A slider takes a press on its track, files a button
2.5.8 | Target size (minimum) | AA | 24 pixels or more, or as far from the next
3.1.1 | Language of page | A | English, and said so
3.1.2 | Language of parts | AA | All is English; names in other scripts are kept to themselves, so that they turn nothing round
3.2.1 | On focus | A | Coming to a control changes nothing
3.2.2 | On input | A | A filter changes what is below it and says how much matches; leaving the screen takes a link or Enter
3.2.3 | Consistent navigation | AA | The same bar and the same groups on every screen
3.2.4 | Consistent identification | AA | One word for one thing, on screens, in files and in the glossary
3.2.6 | Consistent help | A | ‘Accessibility statement’ ends every screen, and ‘About these figures’ is in every bar
3.3.1 | Error identification | A | Each problem names row, column and value, in words
3.3.2 | Labels or instructions | A | Every field has its label; a file has its template and the dictionary
3.3.3 | Error suggestion | AA | Each problem says what mends it, and offers a button where one press does
3.3.4 | Error prevention (legal, financial, data) | AA | What would change is shown first, said yes to, and can be withdrawn
3.3.7 | Redundant entry | A | Name, date and how a file was read are remembered and offered
3.3.8 | Accessible authentication (minimum) | AA | The council's own sign-in: no puzzle, and pasting is possible
4.1.2 | Name, role, value | A | Every control has a name and a role, read from the browser's own tree
4.1.3 | Status messages | AA | Said as they come: what matches, what was taken, what is wrong
""".strip().splitlines()
)  # fmt: skip
"""All 55 of level A and AA."""


def in_words(criterion: Criterion) -> str:
    """‘1.1.1 Non-text content (A): met. Each picture …’"""
    return f"{criterion.number} {criterion.name} ({criterion.level}): {criterion.state.lower()}. {criterion.how}."
