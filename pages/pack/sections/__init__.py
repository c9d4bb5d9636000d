"""The sections of a briefing, one file each. A new file here is a new section.

Each module has one `SECTION`; its `place` says where it comes in the running order.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from pages.pack.content import Section


def sections() -> Mapping[str, Section]:
    """Every section that this store has a use for, by its key, in the running order."""
    return {key: section for key, section in _every().items() if section.is_offered()}


@lru_cache(maxsize=1)
def _every() -> Mapping[str, Section]:
    found = [import_module(f"{__name__}.{module.name}").SECTION for module in pkgutil.iter_modules(__path__)]
    return {section.key: section for section in sorted(found, key=lambda section: section.place)}
