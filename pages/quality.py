"""Data quality: how complete and consistent each dataset is, report by report, and what does not add up, with the rows."""

import streamlit as st

from pages import narrative
from pages.charts import quality as charts
from pages.narrative.methodology import rule
from pages.ui import empty, figures, filters, listing, page
from pages.ui.formatting import plain
from pages.ui.links import go
from pages.ui.row_links import open_row

MOST_PRESSING = 3
"""Findings that stand beside the pictures in words; the table has them all."""

view = page.begin("Data quality")
if not view.ask("updates_latest")["uploads"].item():
    empty.say(view, "applications", "gateways", what="data quality")
    page.stop()

pictures = st.container()
st.header("What does not add up", anchor=False)
of_the_minutes = view.ask("minutes_stated")
with filters.row():
    stated = filters.whole(
        "stated",
        "Applications stated",
        0 if of_the_minutes.is_empty() else of_the_minutes["applications"].item(),
        0,
        1_000_000,
    )
    good = filters.whole("good", "Good from a score of", 95, 1, 100)
    fair = filters.whole("fair", "Fair from a score of", 80, 0, 100)
    narrowed = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="of_findings")
rules = view.ask("quality_by_rule", stated=stated)
titles = dict(rules.select("rule", "title").iter_rows())
datasets = view.ask("quality_scores", stated=stated, good=good, fair=fair)
with narrowed:
    chosen = {
        "severity": filters.one_of(
            "severity", "How pressing", tuple(narrative.quality.SEVERITIES),
            {code: narrative.quality.severity(code) for code in narrative.quality.SEVERITIES},
        ),
        "dataset": filters.one_of(
            "dataset", "List", filters.values(datasets, "dataset"),
            {name: plain(narrative.quality.title(name)) for name in filters.values(datasets, "dataset")}, width=220,
        ),
        "rule": filters.one_of("rule", "Rule", list(titles), titles, width=320),
    }  # fmt: skip

with pictures:
    left, right = st.columns([3, 2], gap="large")
    with left:
        old = narrative.quality.old_lists(view.ask("quality_ages"))
        headline = narrative.quality.scores(datasets, view.as_at, old)
        clicked = figures.show(
            charts.scores(datasets, old, view.palette), title=headline, rows=datasets, key="quality_scores", compact=True,
            leads=True, selects=True, alt=f"A square for each list and report with its score from 0 to 100. {headline}.",
            rule=rule("quality_score"),
            columns=("dataset", "day", "score", "word", "rows", "filled_pct", "with_findings", "findings"),
        )  # fmt: skip
        for (dataset,) in clicked:
            go(view, "quality", dataset=dataset)
    with right:
        headline = narrative.quality.headline(rules)
        clicked = figures.show(
            charts.by_rule(rules, view.palette) if rules["all_findings"][0] else None, title=headline, rows=rules,
            key="quality_rules", compact=True, selects=True, rule=rule("quality_findings"),
            alt=f"A bar for each rule that finds something. {headline}.", columns=("title", "severity", "findings"),
        )  # fmt: skip
        for (code,) in clicked:
            go(view, "quality", rule=code)
        for row in view.ask("quality_findings", stated=stated, limit=MOST_PRESSING).iter_rows(named=True):
            pressing = narrative.quality.severity(row["severity"])
            st.markdown(f"{plain(pressing)}: **{plain(row['title'])}**. {plain(row['finding'])}")
        st.caption(plain(narrative.quality.by_rule(rules)))

listing.show(
    view, "quality_findings", chosen, settings={"stated": stated}, key="quality_rows", noun="finding",
    alt="What does not add up",
    opens=lambda row: open_row(view, row["dataset"], row["item_id"], row["upload"]),
    columns=("severity", "about", "title", "finding", "looks_for", "since", "upload"),
)  # fmt: skip
