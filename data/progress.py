"""How far long work is. The work reports it; whoever started the work may show it. If nobody does, reporting costs
nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Show = Callable[[str, float], None]
"""Takes what is being done (‘Reading gateways.csv’) and how much of the whole is done, 0 to 1."""

_show: ContextVar[Show | None] = ContextVar("show", default=None)
_span: ContextVar[tuple[float, float]] = ContextVar("span", default=(0.0, 1.0))


@contextmanager
def shown_by(show: Show) -> Iterator[None]:
    """Shows what is told inside, in this thread."""
    before, span = _show.set(show), _span.set((0.0, 1.0))
    try:
        yield
    finally:
        _show.reset(before)
        _span.reset(span)


def tell(what: str, done: float = 0.0) -> None:
    """Says what is being done now, and how much is done of the part of the work that this is, 0 to 1."""
    show = _show.get()
    if show is not None:
        begun, end = _span.get()
        show(what, begun + (end - begun) * done)


@contextmanager
def part(begin: float, end: float) -> Iterator[None]:
    """What is told inside is of this part of the work, from `begin` to `end` of it, 0 to 1."""
    low, high = _span.get()
    before = _span.set((low + (high - low) * begin, low + (high - low) * end))
    try:
        yield
    finally:
        _span.reset(before)
