"""The parts of the Updates page."""

TABS = ADD, EDIT, HISTORY = "Add a file", "Edit rows", "History"
"""Its tabs, as they are called on it and in the address."""
