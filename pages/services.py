"""Services and rates: what is offered, at which service level, and at what rate beside the comparator."""

import streamlit as st

from data.datasets import SERVICES
from pages import narrative
from pages.parts.services import pictures
from pages.ui import cards, empty, filters, listing, page, row_history, scroll_to
from pages.ui.formatting import capital
from pages.ui.links import go, link

view = page.begin("Services and rates")
services = view.ask("services_list")

if services.is_empty():
    empty.say(view, "services", what="the services")
    page.stop()

left, right = st.columns(2, gap="large")
with left:
    pictures.rates(view, services)
with right:
    pictures.agreed(view)

wanted = page.chosen("service_id", services["service_id"], "service")
scroll_to.bring_here(wanted or "")
if wanted is not None:
    service = view.ask("services_list", service_id=wanted).row(0, named=True)
    names = [name for name in SERVICES.names if name != "name"]
    cards.show(service["name"], service, SERVICES, names, extra={"Rate": capital(narrative.services.beside(service))})
    link(view, "services", "All services")
    row_history.show(view, "services", wanted, title="How its row changed", key="service_history")
    page.stop()

st.header("The catalogue", anchor=False)
with filters.row():
    chosen = {
        "sla_status": filters.choice("sla_status", "Service level", SERVICES),
        "stands": filters.one_of(
            "stands", "Against the comparator", ("lower", "same", "higher"),
            {"lower": "Lower", "same": "The same", "higher": "Higher"},
        ),
    }  # fmt: skip
listing.show(
    view, "services_list", chosen, key="service_rows", noun="service", alt="Services that match the filters", dataset=SERVICES,
    opens=lambda row: go(view, "services", service_id=row["service_id"]),
    columns=(
        "name", "sla_target", "sla_status", "unit", "rate_gbp", "comparator_rate_gbp", "gap_pct", "available_from", "description",
        "service_id", "since", "upload",
    ),
)  # fmt: skip
