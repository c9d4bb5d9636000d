"""The screens with the sample, from the reader's side: what a choice in the address or a click changes."""

from datetime import date
from pathlib import Path

from data import ledger, uploads
from data.datasets import DATASETS
from data.sample import loading
from tests.pages.drawn import addresses, everything_said, figures, texts, tiles
from tests.pages.opening import opened as opened


def test_the_overview_says_it_in_one_sentence_with_pictures_figures_and_links(sample: Path):
    app = opened()
    assert (
        texts(app, "h2")[0]
        == "About a 1 in 4 chance of being ready by 1 April 2014; its owner expects 15 April, 2 weeks late"
    )
    pictures = ["overview_burn_up", "overview_odds", "overview_moved", "overview_decisions", "overview_measures"]
    assert list(figures(app)) == pictures
    assert [tile[:2] for tile in tiles(app)][2:4] == [["Applications", "277"], ["To consolidate", "82 (29.6%)"]]
    screens = {each.partition("?")[0] for each in addresses(app)}
    assert {"gateways", "migration", "inventory", "partners", "spend", "changes", "decisions"} <= screens
    assert "The figures, and how they changed since 31 August 2013" in everything_said(app)


def test_without_a_date_or_with_none_that_there_is_the_latest_report_is_shown(sample: Path):
    app = opened()
    assert "As at **30 September 2013**" in everything_said(app)
    assert "as_at" not in app.query_params
    assert "As at **30 September 2013**" in everything_said(opened(as_at="yesterday"))


def test_who_looks_at_the_latest_report_sees_the_next_one_when_it_comes(sample_store: Path):
    latest, earlier = opened(), opened(as_at="2013-08-31")
    linked, fixed = opened(as_at="2013-09-30"), opened()
    fixed.button(key="fix").click().run()
    known = str(ledger.ledger_version())
    assert fixed.query_params == {"as_at": "2013-09-30", "ledger_version": known}, "a link to these figures"
    waves = DATASETS["waves"]
    rows = (
        b"wave_id,name,sequence,departments,baseline_start,baseline_finish\nW9,Last,9,Housing,2013-11-01,2013-12-01\n"
    )
    uploads.commit(uploads.Request(waves, rows, "waves.csv", date(2013, 10, 31), "update"))
    assert "As at **31 October 2013**" in everything_said(latest.run())
    assert "as_at" not in latest.query_params
    assert "As at **31 August 2013**" in everything_said(earlier.run())
    for stays in (linked, fixed):
        assert "As at **30 September 2013**" in everything_said(stays.run()), "the address said the date"
        assert "as_at=2013-09-30" in " ".join(addresses(stays)), "and so does every link"
    fixed.button(key="forget_version").click().run()
    assert "As at **31 October 2013**" in everything_said(fixed), "who wants what is known now follows again"


def test_steps_go_from_report_to_report(sample: Path):
    app = opened()
    assert app.button(key="later_report").disabled
    app.button(key="earlier_report").click().run()
    assert app.query_params["as_at"] == "2013-08-31"
    assert "As at **31 August 2013**" in everything_said(app)
    app.button(key="later_report").click().run()
    assert "as_at" not in app.query_params  # the latest is what an address says by saying nothing


def test_an_older_ledger_version_is_said_and_can_be_left(sample: Path):
    app = opened(ledger_version="20")
    assert "Shown as known at ledger version 20" in everything_said(app)
    app.button(key="forget_version").click().run()
    assert "Shown as known" not in everything_said(app)
    assert "ledger_version" not in app.query_params
    assert "Shown as known" not in everything_said(opened(ledger_version="99999"))


def test_the_sample_is_said_to_be_illustrative_on_every_screen(sample: Path):
    for page in ("overview", "inventory", "partners", "dictionary"):
        mark = opened(page).get_by_key("facts")
        assert "Illustrative data, except what the panel minutes state" in str(mark.proto), page


def test_filters_of_the_inventory_come_from_the_address(sample: Path):
    app = opened("inventory", disposition="consolidate")
    assert "**82 applications** match the filters" in everything_said(app)
    assert app.selectbox(key="disposition").value == "consolidate"
    app.selectbox(key="disposition").set_value("retain").run()
    assert app.query_params["disposition"] == "retain"
    app.button(key="clear_search").click().run()
    assert "disposition" not in app.query_params
    assert "**277 applications** in all" in everything_said(app)


def test_a_screen_of_several_lists_says_which_of_them_is_old(sample: Path):
    """Of Departments the migrations are new, and the 277 applications as old as on the Inventory, which said so alone."""
    said = {
        name: everything_said(opened(name, as_at="2013-09-30")) for name in ("inventory", "departments", "migration")
    }
    assert "[Last report 31 May 2013, 4 months ago]" in said["inventory"]
    assert "[Applications: last report 31 May 2013, 4 months ago]" in said["departments"]
    assert "ast report 31" not in said["migration"]


def test_a_plan_in_the_address_is_no_filter(sample: Path):
    """‘277 applications match the filters’ stood beside a button that cleared none."""
    app = opened("planner", plan="undecided::APP-039")
    assert "**277 applications** in all" in everything_said(app)
    assert not [each for each in app.button if each.label == "Clear filters"]


def test_the_search_finds_words_and_says_when_there_are_none(sample: Path):
    assert "match the filters" in everything_said(opened("inventory", search="payroll"))
    app = opened("inventory", search="no such thing <b>")
    assert "No application matches these filters at this date." in everything_said(app)


def test_a_long_table_is_cut_into_pages(sample: Path):
    app = opened("inventory", inventory_rows_page="6")
    assert len(app.dataframe[-1].value) == 277 - 5 * 50
    assert len(opened("inventory", inventory_rows_page="99").dataframe[-1].value) == 50  # beyond the last: the first
    assert len(opened("inventory", inventory_rows_page="x").dataframe[-1].value) == 50


def test_an_application_shows_itself_its_migration_and_its_history(sample: Path):
    app = opened("application", application_id="APP-001")
    assert len(app.table) == 2
    assert set(figures(app)) == {"application_flows", "application_dates"}
    said = everything_said(opened("application", application_id="APP-001", part="How it changed"))
    assert "How its row in the inventory changed" in said
    assert "How its migration changed" in said
    assert "is not in the inventory at this date" in everything_said(
        opened("application", application_id="APP-nowhere")
    )
    assert "No application has been chosen" in everything_said(opened("application"))


def test_migration_states_how_far_behind_it_is(sample: Path):
    app = opened("migration")
    assert "behind plan: 105 of 167 applications in scope moved" in everything_said(app)
    assert len(figures(app)) >= 3
    assert "blocked" in everything_said(opened("migration", part="In the way"))


def test_a_gateway_named_in_the_address_stands_alone_beneath_the_picture(sample: Path):
    last = "Go\\-live of shared services"
    each = [header.value.split(":")[0] for header in opened("gateways", part="Decision points").header]
    assert last in each
    assert len(each) > 1
    app = opened("gateways", gateway_id="GO")
    assert [header.value.split(":")[0] for header in app.header] == [last]
    assert not app.tabs


def test_ratings_stand_side_by_side_in_words(sample: Path):
    said = everything_said(opened("gateways"))
    assert "Declared: " in said
    assert "Computed: " in said
    assert "**Why " in said


def test_a_partner_named_in_the_address_is_shown_with_its_history(sample: Path):
    app = opened("partners", partner_id="P02")
    assert len(app.table) == 1
    assert "How its row changed" in everything_said(app)


def test_the_dictionary_offers_templates(sample: Path):
    app = opened("dictionary", dataset="waves")
    assert app.header[0].value == "Waves"
    assert len(app.get("download_button")) >= 2


def test_a_store_that_cant_be_read_is_said_to_readers_without_its_path(store: Path):
    """The framework's own words, ‘This app has encountered an error’, tell nobody what to do."""
    loading.load_sample()
    for file in {store, *store.parent.glob(f"{store.name}.published/*.duckdb")}:
        file.unlink()
        file.write_bytes(b"nobody can read this" * 1000)
    app = opened()
    assert [title.value for title in app.title] == ["The store can’t be read"]
    assert "python -m data check" in app.error[0].value
    assert str(store.parent) not in everything_said(app) + app.error[0].value


def test_an_empty_store_says_in_which_order_to_begin_and_shows_the_sample_at_one_press(store: Path):
    loading.load_sample()
    loading.remove_sample("A test")
    app = opened()
    steps = [said.value.split("**")[1] for said in app.markdown if said.value[:2] in ("1.", "2.", "3.", "4.")]
    assert steps == ["Gateways", "Applications", "Waves", "Migrations"]
    next(button for button in app.button if "illustrative" in button.label.lower()).click().run()
    assert not app.exception
    assert "begin with four files" not in everything_said(app)
    assert "1 April 2014" in everything_said(app)
