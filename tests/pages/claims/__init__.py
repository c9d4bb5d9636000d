"""What sentences claim, held against the rows that were put in: a model in plain Python, and a parser for each kind of claim.

Nothing here asks the product anything. `Model` works out from the rows of the reports what is so at a date; each claim is a
pattern with a function that says what is wrong with a sentence that matches it, or None. A module a subject; importing this
package registers them all.
"""

from tests.pages.claims import changes, gateways, migrations, partners_and_money, registers, slides
from tests.pages.claims.model import Model
from tests.pages.claims.reader import contradictions, gone_by, plurals, read

__all__ = [
    "Model", "changes", "contradictions", "gateways", "gone_by", "migrations", "partners_and_money", "plurals", "read",
    "registers", "slides",
]  # fmt: skip
