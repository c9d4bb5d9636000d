"""The button that takes tables in, with the change that it makes above it, and the commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from data import consent, uploads
from data.intake import impact
from data.ledger.roles import NotAllowed
from data.problems import LedgerRefused, StoreError
from pages.parts.updates import HISTORY, preview, uploading
from pages.ui import working
from pages.ui.formatting import capital, count, day, plain
from pages.ui.upload_cache import Pending

PRESSED = "pressed"
"""In the session: the name of the button that was pressed."""


def offer_commit(
    waiting: Sequence[Pending],
    seen: Sequence[uploads.Preview],
    by: str,
    note: str,
    end: st.delta_generator.DeltaGenerator,
) -> None:
    """Shows the change and takes the tables when the person says so: the change that was shown, or nothing."""
    keeper = waiting[0]
    pressed = st.session_state.pop(PRESSED, None)
    agreed: Sequence[uploads.Preview] | None = keeper.offered.get(pressed) if pressed else None
    if not seen or all(one.is_nothing for one in seen):
        if pressed:
            since = consent.entered_since(agreed[0].ledger_version) if agreed else ""
            st.warning(plain(f"{since} Nothing was taken: look again.".strip()))
        if seen:
            st.success("Nothing to change: this report is in the ledger already.")
        return
    if len(seen) == 1:
        (one,) = seen
        assert one.effect is not None
        preview.show_changes(one, one.effect, keeper)
    else:
        preview.show_together(seen)
    shown = tuple(seen)
    typed_right = _typed(keeper, shown)
    # What a press agrees to is what stood above the button when it was drawn. The button's name is that of the change, so
    # that a press on one that has been overtaken on the way here reaches no other.
    name = keeper.offer(shown, _is_same_offer)
    title = shown[0].request.dataset.title.lower()
    label = (
        f"Take all {len(shown)} tables in"
        if len(shown) > 1
        else f"Take {count(len(shown[0].rows), 'row')} into {title}"
    )
    with end, st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label, type="primary", disabled=not by or not typed_right, key=f"commit_{keeper.token}_{name}",
            on_click=_press, args=(name,),
        )  # fmt: skip
        if not by:
            st.markdown("Give your name above first.")
    if not pressed:
        return
    if agreed is None or [one.request for one in agreed] != [one.request for one in shown] or not by:
        uploading.say_and_rerun("What you said of the file changed with your press. Look at what it would do now.")
    _take(agreed, by, note)


def _typed(keeper: Pending, seen: Sequence[uploads.Preview]) -> bool:
    """Whether the person has typed how many rows go or change, where they are so many that one click is too little."""
    effects = [one.effect for one in seen if one.effect is not None]
    wanted = sum(filter(None, map(impact.count_to_type, effects)))
    if not wanted:
        return True
    typed = st.text_input(
        f"This changes or removes {wanted:,} rows. To confirm, type {wanted:d}", key=f"typed_{keeper.token}"
    )
    return typed.replace(",", "").strip() == str(wanted)


def _press(name: str) -> None:
    st.session_state[PRESSED] = name  # a callback: the press counts before the page is drawn again


def _is_same_offer(one: Sequence[uploads.Preview], other: Sequence[uploads.Preview]) -> bool:
    return [a.request for a in one] == [b.request for b in other] and all(map(uploads.is_same_change, one, other))


def _take(agreed: Sequence[uploads.Preview], by: str, note: str) -> None:
    requests = [replace(one.request, by=by, note=note) for one in agreed]
    try:
        with working.shown("Taking in…"):
            entered = uploads.commit_together(requests, agreed)
    except consent.Overtaken as problem:
        uploading.say_and_rerun(f"{problem} Look again at what your file would change now.")
    except uploads.ReturnRejected as problem:
        since = consent.entered_since(agreed[0].ledger_version)
        uploading.say_and_rerun(f"{since} Your file can no longer be taken, and nothing was changed. {problem}".strip())
    except (LedgerRefused, NotAllowed, StoreError) as problem:
        st.error(plain(str(problem)))
        return
    uploading.let_go()
    numbers = [one.number for one in entered if one.number is not None]
    first = requests[0]
    if not numbers:
        uploading.say_and_rerun("Nothing to change: this report is in the ledger already.", "success")
    st.session_state["go_to_part"] = HISTORY
    st.session_state["chosen_upload"] = numbers[0]  # of several: with it all can be withdrawn
    when = day(first.reporting_date)
    if len(requests) == 1:
        text = f"Upload {numbers[0]} is taken: {first.dataset.title.lower()} as at {when}."
        uploading.say_and_rerun(text, "success", taken_for=first.reporting_date)
    same = count(len(requests) - len(numbers), "table")
    rest = f" {capital(same)} had nothing to change." if len(numbers) < len(requests) else ""
    uploading.say_and_rerun(
        f"Uploads {min(numbers)} to {max(numbers)} are taken together, as at {when}.{rest}",
        "success",
        taken_for=first.reporting_date,
    )
