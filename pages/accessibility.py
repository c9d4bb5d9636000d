"""Accessibility: the statement that the regulations ask for, made from the same list of exceptions as the tests use."""

from pages.parts import statement
from pages.ui import page

page.begin("Accessibility")
statement.show(page.programme())
