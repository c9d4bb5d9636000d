"""Who sees what: nothing without a role, no way to change anything without the editor's, and a role that goes is gone at once."""

from __future__ import annotations

import ast
import re
import time

import pytest
from streamlit.testing.v1 import AppTest

from data import consent
from data.ledger import programmes, roles
from data.ledger.roles import EVERY, Role
from pages.serving import sign_in
from pages.ui.formatting import plain
from tests.data.ledger.test_ledger import JANUARY, enter, names_at, waves
from tests.e2e.screens import screens
from tests.pages.opening import at_address
from tests.pages.reading import texts_of, unescaped
from tests.source import page_files, tree

ANNA, BEN = "anna@council.gov.uk", "ben@council.gov.uk"


@pytest.fixture(autouse=True)
def signing_in(store, monkeypatch):
    """People sign in at a provider; Anna is the administrator of a programme with one upload."""
    enter(waves(W1="First"), JANUARY)
    give(ANNA, Role.ADMINISTRATOR)
    monkeypatch.setattr(sign_in, "arrangement", lambda: sign_in.Arrangement.PROVIDER)


def give(who: str, role: Role | None, programme: str = EVERY) -> None:
    with roles.acting(roles.Person(is_local=True)):
        roles.say(who, role, programme, "test", may_leave_none=True)


def signed_in(address: str, name: str = "overview", **claims: object) -> AppTest:
    """A screen as somebody opens it who has signed in, before its first run. Claims that are None are left out."""
    app = at_address(name)
    user = {"is_logged_in": True, "email": address, "exp": time.time() + 3600, "iat": 1} | claims
    app.user = {claim: value for claim, value in user.items() if value is not None}
    return app


def shown(markdown: str) -> str:
    """What is seen of a sentence, of an address that can be written to without its link."""
    return unescaped(re.sub(r"\[(\S+)\]\(mailto:\S+\)", r"\1", markdown))


def words(app: AppTest) -> list[str]:
    return [shown(text) for element in app.main for text in texts_of(element)]


TURNED_AWAY = {
    "nobody": ({"is_logged_in": False}, "Sign in to see the programme."),
    "an hour too late": ({"exp": 1380550000}, "Your sign-in ended on 30 September 2013 at 15:06. Sign in again."),
    "without an end": ({"exp": None}, "Your sign-in ended. Sign in again."),
    "without an address": ({"email": None}, "The sign-in gave no confirmed address for you, and roles go by addresses."),
    "with an address not confirmed": (
        {"email_verified": False}, "The sign-in gave no confirmed address for you, and roles go by addresses.",
    ),
    "without a role": ({"email": BEN}, f"{BEN} may look at nothing here. Ask an administrator: {ANNA}."),
}  # fmt: skip


@pytest.mark.parametrize(("claims", "sentence"), TURNED_AWAY.values(), ids=TURNED_AWAY)
def test_who_is_turned_away_sees_why_and_nothing_else(claims, sentence):
    app = signed_in(ANNA, "inventory", **claims).run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Programme dashboard"]
    assert [shown(text.value) for text in app.markdown] == [sentence]
    assert len(app.button) == 1, "the way to sign in, or out"


def test_every_screen_turns_away_who_has_not_signed_in():
    for name in screens():
        app = signed_in("", name, is_logged_in=False).run()
        assert [title.value for title in app.title] == ["Programme dashboard"], name
        assert not app.exception, name


def test_a_page_guards_itself_before_anything_else():
    for path in page_files():
        body = [node for node in tree(path).body[1:] if not isinstance(node, (ast.Import, ast.ImportFrom))]
        first = next(
            node
            for node in body
            if not (isinstance(node, (ast.Assign, ast.AnnAssign)) and _is_plain(node.value))
            and not isinstance(node, ast.FunctionDef)
            and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        )
        assert isinstance(first, (ast.Assign, ast.Expr))
        assert ast.unparse(first.value).startswith("page.begin("), (
            f"{path} doesn't begin with page.begin, which turns away"
        )


def _is_plain(value: ast.expr | None) -> bool:
    return value is not None and not any(isinstance(part, ast.Call) for part in ast.walk(value))


def test_a_viewer_looks_and_has_nothing_to_change_with():
    give("@council.gov.uk", Role.VIEWER)
    asks = f"{BEN} may not change the data of ‘ICT shared services’. Ask an administrator: {ANNA}."
    for part in ("Add files", "Edit rows"):
        app = signed_in(BEN, "updates")
        app.query_params["part"] = part
        app.run()
        assert not app.exception
        assert asks in words(app)
        assert not app.get("file_uploader")
        assert not [button for button in app.button if button.key in ("check_edits", "load_sample")]
    app = signed_in(BEN, "updates")
    app.query_params.update({"part": "History", "upload": "1"})
    app.run()
    assert not app.get("popover_withdraw_1")
    assert not [button for button in app.button if "withdraw" in str(button.key)]
    assert (f"{BEN} may not say who may do what in ‘ICT shared services’. Ask an administrator: {ANNA}.") in words(
        signed_in(BEN, "access").run()
    )


def test_where_nobody_can_sign_in_everyone_looks_and_nobody_changes_anything(monkeypatch):
    monkeypatch.setattr(sign_in, "arrangement", lambda: sign_in.Arrangement.OPEN)
    app = at_address("updates").run()
    assert not app.exception
    open_to_all = (
        "Everyone who reaches this dashboard may look. Nothing can be changed from here until sign-in is set up"
    )
    assert [text for text in words(app) if text.startswith(open_to_all)]
    assert not app.get("file_uploader")
    assert not [button for button in app.button if "sample" in str(button.key)]
    with pytest.raises(roles.NotAllowed), roles.acting(roles.Person(is_reader=True)):
        enter(waves(W1="Other"), JANUARY)


def test_a_role_taken_away_between_two_clicks_is_gone():
    give(BEN, Role.EDITOR)
    app = signed_in(BEN, "updates").run()
    assert app.get("file_uploader")
    give(BEN, None)
    app.run()
    assert [title.value for title in app.title] == ["Programme dashboard"]
    assert not app.get("file_uploader")


def test_a_press_that_comes_after_the_role_went_changes_nothing():
    give(BEN, Role.EDITOR)
    app = signed_in(BEN, "updates")
    app.query_params.update({"part": "History", "upload": "1"})
    app.session_state["withdraw_1"] = True  # the popover is open
    app.run()
    (press,) = [button for button in app.button if str(button.key).startswith("do_withdraw_1")]
    give(BEN, None)
    before = consent.at_now()
    press.click().run()
    assert not app.exception
    assert (consent.at_now(), names_at(JANUARY)) == (before, ["First"])


def test_a_person_sees_the_programmes_that_they_have_a_role_in_and_no_others():
    programmes.begin("health", "Shared health records")
    give(BEN, Role.VIEWER, "health")
    app = signed_in(BEN, "timeline").run()
    assert not app.exception
    assert any("Shared health records, as at" in text.value for text in app.text)
    assert not [box for box in app.selectbox if box.label == "Programme"]
    app = signed_in(BEN, "timeline")
    app.query_params["programme"] = "first"
    app.run()
    assert [error.value for error in app.error] == [
        plain("There is no programme ‘first’ in this store. Choose one that there is.")
    ]
    assert [title.value for title in app.title] == ["No such programme"]


def test_the_audit_trail_opens_for_an_administrator_who_has_signed_in():
    app = signed_in(ANNA, "trail").run()
    assert not app.exception
    assert any("events since" in text for text in words(app))
    give(BEN, Role.EDITOR)
    refused = f"{BEN} may not look at the audit trail of ‘ICT shared services’. Ask an administrator: {ANNA}."
    assert refused in words(signed_in(BEN, "trail").run())


def test_an_administrator_gives_roles_and_never_takes_the_last_ones():
    app = signed_in(ANNA, "access").run()
    assert not app.exception

    def save(who: str, role: str) -> list[str]:
        app.text_input[0].set_value(who)
        next(box for box in app.selectbox if box.label == "May be").select(role)
        next(button for button in app.button if button.label == "Save").click().run()
        assert not app.exception
        return [each.value for each in (*app.success, *app.warning)]

    assert [plain("Ben@council.gov.uk is editor now.")] == save("Ben@council.gov.uk", "Editor")
    assert roles.role_of(roles.Person(BEN), "first") is Role.EDITOR
    assert any("without an administrator" in text for text in save(ANNA, "Nothing"))
    assert any("neither an address" in text for text in save("Ben", "Viewer"))
    assert roles.entries()[-1].by == ANNA
    app.toggle[0].set_value(True).run()
    assert roles.role_of(roles.Person(), "first") is Role.VIEWER
    assert not signed_in("", "overview", is_logged_in=False).run().error
