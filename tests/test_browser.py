"""What happens where the browser is missing: installed, else said how, else skipped out loud; under CI it fails."""

from __future__ import annotations

import subprocess

import pytest

from tests import debian
from tests.e2e import browser


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine without a browser, where nobody is root and which is not CI's; the commands that would have been run."""
    run: list[list[str]] = []
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("PROGRAMME_BROWSER", raising=False)
    monkeypatch.setattr(browser, "NAMES", ())
    monkeypatch.setattr(browser, "ELSEWHERE", ())
    monkeypatch.setattr(debian, "may_install", lambda: False)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: run.append(command))
    return run


def test_it_is_skipped_out_loud(commands: list[list[str]], capsys: pytest.CaptureFixture[str]):
    assert browser.main() == 0
    said = capsys.readouterr().err
    assert "sudo apt install chromium" in said
    assert "SKIPPED" in said
    assert not commands


def test_under_ci_a_missing_browser_fails(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    assert browser.main() == 1


def test_root_installs_debians_package(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(debian, "may_install", lambda: True)
    browser.main()
    assert [command[:2] for command in commands] == [["apt-get", "update"], ["apt-get", "install"]]
    assert commands[1][-1] == "chromium"


def test_one_may_be_named(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PROGRAMME_BROWSER", "/opt/browser")
    assert browser.main() == 0
