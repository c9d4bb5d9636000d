"""The pack as a PDF, tagged so that a screen reader can follow it: the HTML file, laid out by WeasyPrint.

WeasyPrint needs Pango, a library of the system. Where it is missing this format says so, and how to do without.
"""

from __future__ import annotations

import logging
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from typing import Any

from data.problems import UserError
from pages.pack import web
from pages.pack.content import Pack

HOW = (
    "A PDF can't be made on this machine: the layout library Pango is missing. On Debian or Ubuntu, install it with"
    " «sudo apt install libpango-1.0-0 libpangoft2-1.0-0»; or make the HTML file and print it from a browser to PDF."
)


class NoPdf(UserError):
    """This machine lacks what a PDF needs."""


@cache
def missing() -> str:
    """What this machine lacks, in a sentence; empty where a PDF can be made. A quick look: nothing is loaded."""
    has = find_spec("weasyprint") is not None and bool(find_library("pango-1.0") or find_library("pango-1.0-0"))
    return "" if has else HOW


def load() -> Any:
    """WeasyPrint's page, ready to be laid out. Raises NoPdf where the system lacks Pango."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as problem:
        raise NoPdf(HOW) from problem
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # what print knows nothing of in the style is no news
    return HTML


def write(pack: Pack) -> bytes:
    """The pack as the bytes of a PDF/UA file. Raises NoPdf where the system lacks Pango."""
    made: bytes = load()(string=web.document(pack, is_alive=False), url_fetcher=_refuse).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=pack.fingerprint[:32].encode(), custom_metadata=False
    )
    return made


def _refuse(url: str, *rest: Any, **more: Any) -> Any:
    """Nothing is fetched from anywhere: a pack holds all that it shows."""
    raise ValueError(f"A pack refers to nothing outside it, but asks for {url}")
