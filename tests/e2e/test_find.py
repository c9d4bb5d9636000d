"""Finding something without the mouse: / from any screen, a word with a letter wrong, and the row's own screen."""

from playwright.sync_api import expect

from tests.e2e.tab import Tab


def test_the_key_leads_to_the_search_and_a_result_to_its_row(desk: Tab):
    desk.go("gateways", as_at="2013-03-31")
    desk.after(lambda: desk.page.keyboard.press("/"))
    box = desk.page.get_by_label("Find", exact=True)
    expect(box).to_be_focused()
    desk.page.keyboard.type("payrol")
    desk.after(lambda: desk.page.keyboard.press("Enter"))
    assert "q=payrol" in desk.page.url
    desk.after(lambda: desk.page.get_by_role("link", name="Payroll (APP-001)").click())
    assert "application_id=APP-001" in desk.page.url
    assert "as_at=2013-03-31" in desk.page.url


def test_the_key_is_a_letter_like_others_where_one_types_and_can_be_turned_off(tab: Tab):
    tab.open("find")
    box = tab.page.get_by_label("Find", exact=True)
    box.click()
    tab.page.keyboard.type("and/or")
    expect(box).to_have_value("and/or")

    # Who speaks to a computer says letters unmeant: none does anything that can't be turned off.
    page = tab.page
    page.evaluate(
        """() => {
            document.addEventListener("keydown", event => { window.heard = event.key; });
            addEventListener("keydown", event => { window.taken = event.defaultPrevented; });
        }"""
    )
    tab.after(page.get_by_text("The key / leads here from every screen").click)
    tab.go("gateways")
    for key in "rc/":
        page.keyboard.press(key)
    assert page.evaluate("() => [window.heard, window.taken]") == ["/", False], "r, c or / does something"
    tab.go("find")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    page.reload()
    expect(page.get_by_role("checkbox")).not_to_be_checked()
