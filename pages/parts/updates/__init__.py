"""The parts of the Updates page."""

ADD, HISTORY = "Add files", "History"
TABS = (ADD, "Edit rows", HISTORY)
"""Its tabs, as they are called on it and in the address."""
