"""The characters that make a spreadsheet take a text for a formula: the usual ones, and those of East Asian keyboards,
which spreadsheets set to such a language read alike."""

EQUALS = "=＝﹦"
AT = "@＠﹫"
FORMULA_SIGNS = rf"{EQUALS}+＋﹢\-－﹣{AT}"
"""For the inside of a set in a regular expression, of Python's or of Polars'."""
