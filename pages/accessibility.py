"""Accessibility: the statement required by the regulations, built from the list of exceptions that the tests use."""

from pages.parts import statement
from pages.ui import page, which_programme

page.begin("Accessibility")
statement.show(which_programme.programme())
