"""What the benchmarks measured, gathered for the one table at the end of `python -m tests.bench`.

Each figure stands beside what it was compared with in the same run, and what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One line. than: the figure of the same run that this one is compared with, and `to` what that is. goal: the most that
    the ratio may be, or the figure itself where it is compared with none."""

    what: str
    figure: float
    unit: str = ""
    than: float | None = None
    to: str = ""
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times what it is compared with."""
        return None if self.than is None else self.figure / self.than

    @property
    def holds(self) -> bool | None:
        """Whether it is as good as asked for, as printed: to two places. None where nothing was asked for."""
        if self.goal is None:
            return None
        return round(self.figure if self.ratio is None else self.ratio, 2) <= self.goal


taken: list[Measure] = []
"""In the order in which they were measured."""


def take(
    what: str, figure: float, unit: str = "", *, than: float | None = None, to: str = "", goal: float | None = None
) -> None:
    """Keeps a measure for the table."""
    taken.append(Measure(what, figure, unit, than, to, goal))


def table(measured: list[Measure]) -> str:
    """The measures below each other, those that are not as asked for marked."""
    wide = max((len(each.what) for each in measured), default=0)
    lines = [f"{'':<{wide}}{'figure':>12}{'':<6}{'ratio':>7}  {'to':<28}{'asked':>7}"]
    for each in measured:
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        goal = "" if each.goal is None else f"{each.goal:g}"
        held = {None: "", True: "holds", False: "MISSED"}[each.holds]
        figure = f"{each.figure:,.{0 if each.figure >= 100 or each.figure == int(each.figure) else 2}f}"
        lines.append(
            f"{each.what:<{wide}}{figure:>12} {each.unit:<5}{ratio:>7}  {each.to:<28}{goal:>7}  {held}".rstrip()
        )
    return "\n".join(lines)
