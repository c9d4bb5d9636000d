"""From waiting tables to a commit: what is wrong comes first, then what each is and would do, then who says yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from data import consent, earlier_uploads, returns, uploads
from data.datasets import DATASETS, Dataset
from data.intake.option_forms import BadOption
from data.intake.options import Options
from data.intake.pipeline import Ingested
from data.ledger.intervals import Mode
from data.problems import LedgerRefused, Refused
from pages.parts.updates import preview, reading_form, uploading
from pages.parts.updates.committing import offer_commit
from pages.parts.updates.preview import MODES
from pages.ui import person, working
from pages.ui.formatting import capital, count, day, listing, plain, spoken
from pages.ui.page import View
from pages.ui.this_run import EARLIEST, LATEST
from pages.ui.upload_cache import Pending

LEFT_OUT = "-"
Seen = uploads.Preview | Refused


@dataclass(frozen=True)
class Part:
    """One waiting table: what it is, and how it is to be read. `dataset`: None while that is asked, or it is left out."""

    waiting: Pending
    dataset: Dataset | None
    is_left_out: bool
    mode: Mode
    is_mode_said: bool  # by a person, of this file or its like; else it is that of the last report
    options: Options
    trouble: str = ""  # what was typed in its form and can't be understood

    @property
    def is_unreadable(self) -> bool:
        """Whether it can't be read whatever it is, so that nothing need be asked of it."""
        return bool(self.waiting.table.unreadable) and not self.is_left_out

    @property
    def label(self) -> str:
        table: returns.Table = self.waiting.table
        return table.label


def take_in(view: View, waiting: Sequence[Pending]) -> None:
    """Shows what the waiting tables hold and would do, and takes them in together when the person says so."""
    proposal = returns.proposed_date([one.table for one in waiting if not one.table.left_out_because])
    messages, first, before = (st.container() for _ in range(3))
    listed = st.container(gap="xsmall")
    beside = {each.token: (listed.container(), listed.container(gap="xsmall")) for each in waiting}
    # Who takes them in is said before what they change, and the button follows that: how they were read is longer than a window.
    after, changes, end, detail, more = (st.container() for _ in range(5))
    at = (view.now.ledger_version, view.now.generation)
    # Without a date nothing can be said of any table, so where no file speaks of one it is asked for above them.
    reporting_date, by, note = _describe(after if proposal.day else before, waiting, proposal)
    parts = [_part(one) for one in waiting]
    active = [part for part in parts if part.dataset is not None]
    looked_at = _looked_at(parts)
    if looked_at is not None:
        if len(parts) > 1:  # what is said of one of several stands under its row
            detail = beside[looked_at.waiting.token][1].container(border=True)
        with detail:
            changed = _read_otherwise(looked_at)
        parts = [changed if part is looked_at else part for part in parts]
        active = [changed if part is looked_at else part for part in active]
    requests = [_request(part, reporting_date) for part in active] if reporting_date else []
    try:
        seen = _work(waiting[0], requests, at)
    except LedgerRefused as problem:
        _tell_refused_together(problem, waiting)
        return
    by_token = {part.waiting.token: one for part, one in zip(active, seen, strict=bool(requests))}
    if any(map(_learn, active, seen)):
        st.rerun()  # what is known of a file now is offered in its form
    clashes = uploads.clashes(requests, [one if isinstance(one, Refused) else one.ingested for one in seen])
    unsettled = [part for part in parts if _question(part, by_token.get(part.waiting.token))]
    refused = [part for part in parts if part.is_unreadable and part.waiting.token not in by_token]
    refused += [part for part, one in zip(active, seen, strict=bool(requests)) if _is_refused(one) or part.trouble]
    st.session_state[uploading.REFUSED] = [part.waiting.token for part in refused]
    with messages:
        _headline(parts, unsettled, refused, reporting_date)
    with first:
        for sentence in clashes[:1]:
            st.error(plain(sentence))
        if refused and not clashes:
            _first_problem(refused[0], by_token.get(refused[0].waiting.token), is_alone=len(parts) == 1)
    for part in parts:
        with beside[part.waiting.token][0]:
            _line(part, by_token.get(part.waiting.token), is_alone=len(parts) == 1)
    whole = [one for one in seen if isinstance(one, uploads.Preview) and one.effect is not None]
    can_be_taken = bool(whole) and len(whole) == len(active) and not (unsettled or refused or clashes)
    with detail:
        if looked_at is not None and (one := by_token.get(looked_at.waiting.token)) is not None:
            is_above = bool(refused) and refused[0].waiting is looked_at.waiting and not clashes
            _closely(
                looked_at.waiting, one, with_changes=len(whole) > 1 or not can_be_taken, with_problems=not is_above
            )
    with changes:
        offer_commit(waiting, whole if can_be_taken else [], by, note, end)
    if not can_be_taken and (unsettled or refused or clashes or reporting_date is None):
        with end, st.container(horizontal=True, vertical_alignment="center"):
            st.button("Take it in" if len(parts) == 1 else "Take them in", disabled=True, key="commit_not_yet")
            st.markdown("After what is to do above.")
    # A mended file is brought beside what is wrong with the one that it replaces.
    to_mend = bool(refused or clashes)
    add = "Bring the mended file, or more files" if to_mend else "Add more files"
    with first if to_mend else more, st.expander(add, key="more_files", type="compact"):
        uploading.choose_files(view, is_more=True)


# What a person says ------------------------------------------------------------------------------------------------


def _describe(
    place: st.delta_generator.DeltaGenerator, waiting: Sequence[Pending], proposal: returns.Proposal
) -> tuple[date | None, str, str]:
    """Reporting date, who and note, as the person gives them; the date is proposed where the files speak of one."""
    key = f"day_{waiting[0].token}"
    if key not in st.session_state:
        st.session_state[key] = proposal.day
    with place:
        left, middle, right = st.columns([1, 1, 2])
        reporting_date = left.date_input(
            "Which date do they describe?" if len(waiting) > 1 else "Which date does it describe?", value=None,
            format="DD/MM/YYYY", min_value=EARLIEST, max_value=LATEST, key=f"day_{waiting[0].token}",
            help="The reporting date: the figures count from then on.",
        )  # fmt: skip
        by = person.name_of_doer(middle, "uploaded_by", persist_state="session")
        note = right.text_input(
            "Note (may be left empty)", key=f"note_{waiting[0].token}", max_chars=300, persist_state="session"
        )
        for other in proposal.others:
            st.warning(plain(f"{other} Most of the files speak of {day(proposal.day)}."))
    return reporting_date if isinstance(reporting_date, date) else None, by, note.strip()


def _part(waiting: Pending) -> Part:
    table: returns.Table = waiting.table
    key = f"what_{waiting.token}"
    if key not in st.session_state:
        known = table.recognised.dataset
        st.session_state[key] = LEFT_OUT if table.left_out_because else known.name if known else None
    what = st.session_state[key]
    dataset = DATASETS.get(what or "")
    if dataset is not None and waiting.read_for != dataset.name:
        waiting.read_for = dataset.name
        waiting.renames = {}
        waiting.usual_mode = earlier_uploads.usual_mode(dataset, waiting.name)
        waiting.options, waiting.read_as = returns.as_last_time(dataset, table)
        reading_form.recall(waiting.token, waiting.sheets, waiting.options)
    answer = None if waiting.is_mode_preset else st.session_state.get(f"mode_{waiting.token}")
    usual: earlier_uploads.UsualMode = waiting.usual_mode or earlier_uploads.UsualMode()
    is_said = answer is not None or usual.is_settled
    return Part(waiting, dataset, what == LEFT_OUT, answer or usual.mode, is_said, waiting.options or Options())


def _looked_at(parts: Sequence[Part]) -> Part | None:
    """The part that is looked at closely: the only one, or the one that was asked for."""
    token = st.session_state.get(uploading.LOOKED_AT)
    readable = [part for part in parts if part.dataset is not None]
    chosen = next((part for part in readable if part.waiting.token == token), None)
    return readable[0] if len(parts) == 1 and readable else chosen


def _read_otherwise(part: Part) -> Part:
    """Draws the form that says how a table is to be read, and what it says."""
    waiting, dataset = part.waiting, part.dataset
    assert dataset is not None
    if not reading_form.is_drawn(waiting.token):
        reading_form.recall(waiting.token, waiting.sheets, part.options)
    if waiting.read_as is not None:
        with st.container(horizontal=True, vertical_alignment="center", key=f"as_before_{waiting.token}"):
            controls = reading_form.controls_of(replace(part.options, mapping={}, sheet=None))
            st.markdown(plain(f"Read as upload {waiting.read_as:d} was: {controls}."))
            st.button("Read it afresh", key=f"afresh_{waiting.token}", on_click=_forget_reading, args=(waiting,))
    elif part.options == Options(mapping=part.options.mapping, sheet=part.options.sheet):
        _offer_earlier(waiting, dataset)
    with st.expander("Read it another way", key=f"options_{waiting.token}", type="compact"):
        try:
            options = reading_form.choose(waiting.token, waiting.sheets, dict(part.options.mapping))
        except BadOption as problem:
            st.error(plain(str(problem)))
            return replace(part, trouble=str(problem))
    sheet = waiting.table.sheet
    waiting.options = replace(options, sheet=sheet) if sheet else options
    return replace(part, options=waiting.options)


def _offer_earlier(waiting: Pending, dataset: Dataset) -> None:
    """Offers to say of this file what was said of an earlier one of the same dataset, in one click."""
    earlier = earlier_uploads.earlier_reading(dataset, waiting.headings, waiting.name)
    if earlier is None:
        return
    number, options, _ = earlier
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Read it as upload {number:d} was", on_click=_read_as, args=(waiting, options, number),
            key=f"as_earlier_{waiting.token}",
        )  # fmt: skip
        st.markdown(plain(f"This fills in {reading_form.controls_of(options)}."))


def _read_as(waiting: Pending, options: Options, number: int | None) -> None:
    """Reads a table as these options say, besides how its columns are matched."""
    waiting.options = replace(
        options, mapping=waiting.options.mapping if waiting.options else {}, sheet=waiting.table.sheet
    )
    waiting.read_as = number
    reading_form.recall(waiting.token, waiting.sheets, waiting.options)


def _forget_reading(waiting: Pending) -> None:
    waiting.options = Options(sheet=waiting.table.sheet)
    waiting.read_as = None
    reading_form.recall(waiting.token, waiting.sheets, waiting.options)


# What they would do ------------------------------------------------------------------------------------------------


def _request(part: Part, reporting_date: date) -> uploads.Request:
    assert part.dataset is not None
    return uploads.Request(
        part.dataset, part.waiting.content, part.waiting.name, reporting_date, part.mode, options=part.options,
        of_cells=part.waiting.of_cells, renames={old: one.new_key for old, one in part.waiting.renames.items()},
        is_mode_said=part.is_mode_said,
    )  # fmt: skip


def _work(keeper: Pending, requests: Sequence[uploads.Request], at: consent.At) -> tuple[Seen, ...]:
    if not requests:
        return ()
    key = (
        at,
        *(
            (id(r.content), r.dataset.name, r.reporting_date, r.mode, r.is_mode_said, repr(r.options), *r.renames.items())
            for r in requests
        ),
    )  # fmt: skip
    with working.shown("Reading and comparing…", uploading.let_go):
        found: tuple[Seen, ...] = keeper.once(key, lambda: uploads.preview_together(requests, at))
    return found


def _tell_refused_together(problem: LedgerRefused, waiting: Sequence[Pending]) -> None:
    """Says why the ledger would refuse them; what was said of renamed rows is forgotten, and they are looked at without."""
    if not any(each.renames for each in waiting):
        st.error(plain(str(problem)))
        return
    for each in waiting:
        each.renames = {}
    uploading.say_and_rerun(str(problem))


def _learn(part: Part, seen: Seen) -> bool:
    """Notes the sheets and headings of a table as they were found; whether that is news."""
    waiting = part.waiting
    if waiting.table.sheet is not None or part.trouble:
        return False
    before = waiting.sheets, waiting.headings
    if isinstance(seen, Refused):
        waiting.sheets = seen.sheets or waiting.sheets
    else:
        waiting.sheets, waiting.headings = seen.ingested.sheet.sheets, seen.ingested.sheet.headings
        # As read now, they may be those of an earlier file.
        if waiting.headings != before[1] and not part.options.mapping:
            mapping = earlier_uploads.remembered_mapping(seen.request.dataset, waiting.headings)
            waiting.options = replace(part.options, mapping=mapping)
    return before != (waiting.sheets, waiting.headings)


def _is_refused(seen: Seen) -> bool:
    return isinstance(seen, Refused) or seen.effect is None


def _question(part: Part, seen: Seen | None) -> str:
    """What must be said of a table before anything is taken; empty where nothing need be."""
    if part.dataset is None:
        return "" if part.is_left_out or part.is_unreadable else "Which dataset is it?"
    return "Whole list, or only changes?" if isinstance(seen, uploads.Preview) and seen.asks_mode else ""


def _headline(
    parts: Sequence[Part], unsettled: Sequence[Part], refused: Sequence[Part], reporting_date: date | None
) -> None:
    """What waits, and what is to be done before it can be taken."""
    waits = f"{count(len(parts), 'table')} wait" if len(parts) > 1 else f"{parts[0].label} waits"
    to_do = []
    if reporting_date is None and not all(part.is_unreadable or part.is_left_out for part in parts):
        to_do.append(f"say which date {'they describe' if len(parts) > 1 else 'it describes'}")
    if unsettled:
        to_do.append("answer " + count(len(unsettled), "question"))
    if refused:
        to_do.append(f"mend {listing([part.label for part in refused], 3)}")
    left_out = [part.label for part in parts if part.is_left_out]
    named = f" Left out: {listing(left_out)}." if left_out else ""
    steps = f" To do: {listing(to_do)}." if to_do else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(f"{waits}. Nothing has been changed yet.{steps}{named}"), width="stretch")
        st.button("Start again", on_click=uploading.let_go, key="let_go")


def _first_problem(part: Part, seen: Seen | None, *, is_alone: bool) -> None:
    """The first thing that is wrong, with what settles it beside it."""
    with st.container(border=True, key="first_problem"):
        is_open = part.waiting.token == st.session_state.get(uploading.LOOKED_AT) or is_alone
        if part.trouble:
            st.markdown(f"**{plain(part.label)}:** {plain(part.trouble)}")
        elif seen is None:
            st.markdown(f"**{plain(part.label)} can't be read.** {plain(part.waiting.table.unreadable)}")
        elif isinstance(seen, Refused):
            assert part.dataset is not None
            preview.show_refusal(seen, part.dataset, part.label, part.waiting)
        else:
            preview.show_first_problem(seen.ingested, part.label, part.waiting, None if is_open else _look_at)


def _look_at(token: str | None) -> None:
    st.session_state[uploading.LOOKED_AT] = token


def _line(part: Part, seen: Seen | None, *, is_alone: bool) -> None:
    """One table: its name, what it is, whole list or only changes, and what it would do."""
    token, table = part.waiting.token, part.waiting.table
    with st.container(border=True, key=f"line_{token}"):
        name, what, mode, does = st.columns([3, 2, 5, 3], vertical_alignment="center", gap="small")
        name.markdown(f"**{plain(part.label)}**")
        likely = [one.name for one in table.recognised.likely]
        options = [*likely, *(one for one in DATASETS if one not in likely), LEFT_OUT]
        what.selectbox(
            f"What is {spoken(part.label)}?", options, key=f"what_{token}", label_visibility="collapsed",
            format_func=lambda one: "Leave it out" if one == LEFT_OUT else DATASETS[one].title, index=None,
            placeholder="Which dataset?", disabled=part.waiting.of_cells,
        )  # fmt: skip
        if part.is_left_out:
            mode.markdown(plain(f"Left out{f', because {table.left_out_because}' if table.left_out_because else ''}."))
            return
        if part.is_unreadable and seen is None:
            mode.markdown(f":red[▲] **It can't be read.** {plain(table.unreadable)}")
            return
        if part.dataset is None:
            mode.markdown(plain(f"{capital(table.recognised.why)}. Say which dataset it is, or leave it out."))
            return
        if isinstance(seen, uploads.Preview) and seen.effect is not None:
            with mode:
                _mode(part, seen)
        with does, st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_outcome(seen), width="content")
            if not is_alone:
                is_open = token == st.session_state.get(uploading.LOOKED_AT)
                st.button(
                    "Close" if is_open else "Look at it", key=f"look_{token}", on_click=_look_at,
                    args=(None if is_open else token,), type="tertiary",
                )  # fmt: skip


def _mode(part: Part, seen: uploads.Preview) -> None:
    """Whole list or only changes, each with its consequence."""
    waiting, key = part.waiting, f"mode_{part.waiting.token}"
    if waiting.of_cells:
        st.markdown("Only the cells that you changed.")
        return
    if seen.asks_mode:
        st.session_state[key] = None
        waiting.is_mode_preset = False
        st.markdown(
            plain(
                f"It lacks {seen.lacking:,} of the {count(seen.rows_before, 'row')} held. Is it the whole list, or only changes?"
            )
        )
    elif waiting.is_mode_preset or st.session_state.get(key) is None:
        st.session_state[key] = part.mode
        waiting.is_mode_preset = True
    goes = count(seen.lacking, "row")
    lacking = [
        f"{goes} that it lacks {'is' if seen.lacking == 1 else 'are'} removed",
        f"{goes} that it lacks stay as before",
    ]
    st.radio(
        f"Whole list or only changes: {spoken(part.label)}", ["full", "update"], key=f"mode_{waiting.token}",
        horizontal=True, index=None, on_change=_say_mode, args=(waiting,),
        format_func=lambda one: MODES[one], label_visibility="collapsed",
        captions=lacking if seen.lacking else None,
    )  # fmt: skip


def _say_mode(waiting: Pending) -> None:
    waiting.is_mode_preset = False


def _outcome(seen: Seen | None) -> str:
    """What a table would do, in a few words; what it removes depends on whether it is the whole list, where that is asked."""
    if seen is None:
        return "Say the date first."
    if isinstance(seen, Refused):
        return ":red[▲] **It can't be read**"
    if seen.effect is None:
        return f":red[▲] **{capital(count(len(seen.ingested.problems), 'problem'))}**"
    if seen.is_nothing:
        return "○ Nothing to change"
    effect = seen.effect
    kept = f"{effect.added.height:,} added, {effect.changed_after.height:,} changed"
    if seen.asks_mode:
        return f":orange[◆] {kept}"
    sign = ":orange[◆]" if effect.removed.height else ":green[●]"
    return f"{sign} {kept}, {effect.removed.height:,} removed"


def _closely(waiting: Pending, seen: Seen, *, with_changes: bool, with_problems: bool) -> None:
    """How one table was read, its columns, and all of its problems, unless they are shown above; what it would change, unless
    that is shown below."""
    if isinstance(seen, Refused):
        return
    ingested = seen.ingested
    if seen.effect is None and with_problems:  # what is wrong comes first: the list of columns may be long
        preview.show_problems(ingested, waiting)
    _columns(waiting, ingested)
    preview.show_reading(ingested)
    if seen.effect is not None and with_changes:
        preview.show_changes(seen, seen.effect, waiting)


def _columns(waiting: Pending, ingested: Ingested) -> None:
    """Which heading gives which column; what the person chooses is said of the table from now on."""
    unsure = bool(ingested.problems["kind"].is_in(preview.OF_HEADINGS).any())
    columns = st.expander(
        f"Columns: {len(ingested.mapping)} of {len(ingested.sheet.headings)} are used", expanded=unsure,
        key=f"columns_{waiting.token}", type="compact",
    )  # fmt: skip
    with columns:
        reading_form.choose_columns(waiting.token, ingested.dataset, ingested)
        st.download_button(
            "Download this matching", data=lambda: uploads.mapping_csv(ingested), file_name="columns.csv",
            on_click="ignore", type="tertiary", key=f"matching_{waiting.token}",
        )  # fmt: skip
    if chosen := reading_form.chosen_columns(waiting.token, ingested):
        before = waiting.options or Options()
        waiting.options = replace(before, mapping={**before.mapping, **chosen})
        if waiting.options != before:
            st.rerun()
