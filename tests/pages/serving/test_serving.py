"""What the server loads before its first reader: all that screens import, so that no two readers load it at once."""

import subprocess
import sys

from tests.source import ROOT

LOADS = """
import sys
from pages import serving
serving._load()
before = set(sys.modules)
import pandas, pages.parts.updates.taking_in, queries.migration.forecasting, queries.changes.risks
sys.exit(before != set(sys.modules) or "pages.pack.powerpoint" in before)
"""


def test_what_screens_import_is_loaded_and_no_more():
    assert subprocess.run([sys.executable, "-c", LOADS], cwd=ROOT).returncode == 0
