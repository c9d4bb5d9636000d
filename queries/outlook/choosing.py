"""What a reader supposes, over the draws of the forecast: the same runs, with less to move, another plan, or more pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from queries import Asking
from queries.migration.forecast import Outlook, day_by, look_out, percent_by, plan_of
from queries.migration.forecasting import SEED, Plan, Quicker, position, simulate

MOST_PCT = 300
"""So many per cent quicker at most another team makes it."""
MOST_WEEKS = 520
"""So many weeks a wave is moved either way at most."""


@dataclass(frozen=True)
class Supposed:
    """What is supposed; its defaults suppose nothing.

    team_from, team_pct: from that day on all goes so many per cent quicker. out: so many applications less to move.
    wave_id, wave_days: the wave is planned for so many days later. by: the day to be ready by, in place of the go-live's.
    """

    team_from: date | None = None
    team_pct: int = 0
    out: int = 0
    wave_id: str | None = None
    wave_days: int = 0
    by: date | None = None

    def parts(self) -> dict[str, Supposed]:
        """What is supposed, each alone: team, out, wave, date."""
        found = {
            "team": Supposed(team_from=self.team_from, team_pct=self.team_pct) if self.team_pct > 0 else None,
            "out": Supposed(out=self.out) if self.out > 0 else None,
            "wave": Supposed(wave_id=self.wave_id, wave_days=self.wave_days) if self.wave_id and self.wave_days else None,
            "date": Supposed(by=self.by) if self.by else None,
        }  # fmt: skip
        return {name: each for name, each in found.items() if each is not None}


def supposed(
    team_from: date | None = None, team_pct: int | None = None, out: int | None = None, wave_id: str | None = None,
    wave_weeks: int | None = None, by: date | None = None,
) -> Supposed:  # fmt: skip
    """What parameters of a query suppose; what is out of bounds is brought within them."""
    weeks = min(max(-MOST_WEEKS, wave_weeks or 0), MOST_WEEKS)
    return Supposed(team_from, min(max(0, team_pct or 0), MOST_PCT), max(0, out or 0), wave_id, 7 * weeks, by)


@dataclass(frozen=True)
class Start:
    """From where the runs set off: the forecast's outlook, and the place of the as-at date."""

    ask: Asking
    outlook: Outlook
    as_at: date

    @property
    def place(self) -> int:
        """Where the last report lies; the places of the runs count from there."""
        day = self.outlook.left["last_report"]
        assert isinstance(day, date)
        return position(day)

    @property
    def now(self) -> int:
        """The place of the as-at date: nothing can be changed before it."""
        return position(self.as_at) - self.place

    def by(self, choice: Supposed) -> date | None:
        """The day to be ready by."""
        day = choice.by or self.outlook.left["go_live_date"]
        assert day is None or isinstance(day, date)
        return day

    def left(self, choice: Supposed) -> int:
        """How many applications are still to move."""
        remaining = self.outlook.left["remaining"]
        assert isinstance(remaining, int)
        return max(0, remaining - choice.out)

    def plan(self, choice: Supposed) -> Plan | None:
        """The plan; what is taken out of scope leaves its shape as it is."""
        if not choice.wave_id or not choice.wave_days:
            return self.outlook.plan
        return plan_of(self.ask, self.outlook.left, moved_wave=choice.wave_id, moved_days=choice.wave_days)

    def odds(self, choice: Supposed) -> dict[str, Any]:
        """The odds in 100 of having moved everything by the day, and the days of even odds and of 80 in 100."""
        quicker = None
        if choice.team_pct > 0:
            begins = self.as_at if choice.team_from is None else max(choice.team_from - timedelta(days=1), self.as_at)
            quicker = Quicker(position(begins) - self.place, 1 + choice.team_pct / 100)
        runs = simulate(self.outlook.history, self.left(choice), SEED, plan=self.plan(choice), quicker=quicker).finished
        day = self.by(choice)
        return {
            "by": day, "odds": percent_by(runs, self.place, day, self.as_at),
            **{f"p{share}_date": day_by(runs, self.place, share) for share in (50, 80)},
        }  # fmt: skip


def start(ask: Asking, as_at: date) -> Start | None:
    """From where the runs set off; None where no forecast can be given, or the go-live has been reached."""
    outlook = look_out(ask)
    if outlook.reason is not None or outlook.left["go_live_actual"] is not None:
        return None
    return Start(ask, outlook, as_at)


def without_pace(choice: Supposed) -> Supposed:
    """The same without another team: what the pace is sought for."""
    return replace(choice, team_from=None, team_pct=0)
