"""Risks: how likely and how severe, what moved since the previous report, who owns them, and whether membership is
confirmed."""

from typing import Any

import streamlit as st

from data.datasets import RISKS
from pages import narrative
from pages.parts.risks import bands, pictures
from pages.ui import cards, empty, filters, listing, page, row_history, scroll_to
from pages.ui.formatting import plain
from pages.ui.labels import BANDS, WORKED_OUT, say
from pages.ui.links import go, link

view = page.begin("Risks")
membership = view.ask("partners_membership").row(0, named=True)
counts = view.ask("risks_counts").row(0, named=True)
standing = narrative.risks.membership(membership) + narrative.risks.still_provisional(membership, counts)

if not counts["rows"]:
    st.markdown(plain(f"{standing}."))
    empty.say(view, "risks", what="the risks")
    page.stop()

mark = ":green-badge[●]" if membership["is_confirmed"] else ":orange-badge[◆]"
first = st.container()
with filters.row():
    kind = filters.choice("kind", "Kind", RISKS)
    limits = bands.choose()
counts = view.ask("risks_counts", **limits).row(0, named=True)
kept: dict[str, Any] = {"kind": kind, **bands.in_address(limits)}
with first:
    st.markdown(f"{mark} {plain(standing)}. **{plain(narrative.risks.counts(counts))}.**")
    left, right = st.columns(2, gap="large")
with left:
    pictures.matrix(view, kind or "threat", limits, bands.in_address(limits))
with right:
    pictures.scores(view, view.ask("risks_list", kind=kind, open="yes", **limits), counts, limits)

wanted = page.chosen("risk_id", view.ask("risks_list")["risk_id"], "risk")
scroll_to.bring_here(wanted or "")
if wanted is not None:
    risk = view.ask("risks_list", risk_id=wanted, **limits).row(0, named=True)
    cards.show(
        risk["title"], risk, RISKS, [name for name in RISKS.names if name not in ("title", "partner_id", "gateway_id")],
        extra={"Concerns": risk["partner"], "Threatens": risk["gateway"], "Score": narrative.risks.score(risk)},
    )  # fmt: skip
    with filters.row():
        if risk["partner_id"]:
            link(view, "partners", "See the partner →", partner_id=risk["partner_id"])
        if risk["gateway_id"]:
            link(view, "gateways", "See the gateway →", gateway_id=risk["gateway_id"])
        link(view, "risks", "All risks", **kept)
    row_history.show(view, "risks", wanted, title="How its row changed", key="risk_history")
    page.stop()

if counts["open"]:
    left, right = st.columns(2, gap="large")
    with left:
        pictures.owners(view, limits, kept)
    with right:
        pictures.partners(view, limits, kept)

found = st.container()
st.header("The register", anchor=False)
everyone = view.ask("risks_list", **limits)
with filters.row():
    chosen = {
        "search": filters.words("search", "Search"),
        "band": filters.one_of("band", "Band", BANDS, {one: say("band", one) for one in BANDS}, width=130),
        "owner": filters.one_of("owner", "Owner", [*filters.values(everyone.drop_nulls("owner"), "owner"), "Nobody"]),
        "partner": filters.one_of("partner", "Concerns", filters.values(everyone, "partner")),
        "overdue": filters.yes_no("overdue", "Overdue"),
        "open": filters.yes_no("open", "Open"),
        "movement": filters.one_of(
            "movement", "Since the report before", WORKED_OUT["movement"],
            {one: say("movement", one) for one in WORKED_OUT["movement"]},
        ),
        "likelihood": filters.one_of("likelihood", "Likelihood", "12345", width=110, is_closed=True),
        "impact": filters.one_of("impact", "Impact", "12345", width=110, is_closed=True),
    }  # fmt: skip
    if "stands" in st.query_params:
        chosen["stands"] = filters.one_of(
            "stands", "These two", ("residual",), {"residual": "Once the response has worked"}
        )
with found:
    scroll_to.bring_here()
listing.show(
    view, "risks_list", {**chosen, **kept}, key="risk_rows", noun="risk", alt="Risks that match the filters",
    dataset=RISKS, opens=lambda row: go(view, "risks", risk_id=row["risk_id"]),
    columns=(
        "title", "kind", "score", "band", "residual_score", "movement", "owner", "mitigation", "due_date", "is_overdue",
        "partner", "gateway", "status", "raised_date", "risk_id", "since", "upload",
    ),
)  # fmt: skip
