"""The rules behind the figures, as shown beside them. The figures themselves are worked out in queries/."""

from __future__ import annotations

from collections.abc import Mapping

RULES: Mapping[str, str] = {
    "in_scope": "In scope: applications of the inventory to be consolidated, migrated, replaced or moved to self-service."
    " Moves, waves, departments and blockers are counted of these; the list of migrations has the others too, and the moves"
    " of others stand beside the count. The forecast keeps what moved while it was in scope and has left it since.",
    "consolidate": "To consolidate: applications that the core infrastructure takes over. The share is of all"
    " applications in the inventory.",
    "migrated": "Moved: the stage is migrated or decommissioned, and the date of the move is on or before the"
    " as-at date.",
    "burn_up": "All lines count the applications in scope, to the day. Planned counts the baseline dates; forecast counts the"
    " date now expected of each application, and leaves out those whose date has passed without a move.",
    "rating": "The computed rating is green when passed by its baseline, or when it is expected no later than that and"
    " no criterion is overdue; red when the baseline has passed without it, or it slips by more than 30 days; amber"
    " otherwise.",
    "programme_rating": "The programme takes the worst computed rating among the go-live and the gateways still to be"
    " passed: a red one is never averaged away.",
    "declared": "The declared rating is what its owner says. One that is better than the computed rating is flagged, until the"
    " gateway is passed: then it is judged by its day.",
    "criteria": "Waived criteria count neither for nor against. One that is reported as met counts from its date.",
    "overdue": "Overdue: neither met nor waived, and due before the as-at date.",
    "stale": "Stale: not passed, and unchanged in the last two reports on gateways.",
    "slip": "Slip: the date it was passed, or the date now expected, less the baseline; where that date is past and it is not"
    " done, it is told instead how long ago it was due.",
    "partners": "Partners: all but observers and those that have withdrawn. Committed counts that stage and every"
    " later one. A stage, or a withdrawal, counts from its date; until then the partner is in the stage before, or identified"
    " where none was reported.",
    "notice": "Notice: the days from scrutiny to the decision that it looks at; scrutiny that is not before it comes too late."
    " Once its day has passed, scrutiny counts when a report says that it took place.",
    "five_case": "Five Case Model: a criterion supports the case that its row names; a case is ready when all its criteria"
    " are met.",
    "rates": "Rates: ours less the comparator, as a percentage of the comparator, for units differ; lower is competitive.",
    "service_levels": "Service levels: how many were agreed on the baseline of a gateway, on the day that it was passed"
    " or, while it isn't, is due, as the reports up to that day had them.",
    "risk_score": "Score: likelihood times impact, each from 1 to 5. Full: as it stands; hollow: once the response has worked."
    " An arrow leads from where risks stood at the report before.",
    "risk_open": "Closed risks are in no picture and in no count.",
    "risk_moved": "New: open now, and not at the report before. Worse: a threat whose score rose, or an opportunity whose score"
    " fell.",
    "risk_overdue": "Overdue: open, and the mitigation was due before the as-at date.",
    "membership": "Risks depend on who the partners are: the register is provisional until every partner in scope, neither an"
    " observer nor withdrawn, has committed. The day on which the last of them did is that of the confirmation.",
    "capital": "Capital: the sum of the budgets of all months, beside what has been spent. What was due is the budget up to"
    " the latest month of which it is reported what was spent.",
    "variance": "Variance: what is expected in all (spent, and forecast for months without an actual) less the budget; where"
    " there is no forecast, what is spent less what was due. The reason is the one that the rows give.",
    "time": "TIME: business value of 3 or more is high, technical fit of 3 or more is good; tolerate, invest, migrate"
    " or eliminate follows from the two.",
    "duplication": "Several applications for one business function, or of one product, show where to look, and prove nothing:"
    " they may serve different people. Upper and lower case are one.",
    "likeness": "Alike: how many letters of two names are the same, of 100, leaving aside the department's own name, generic"
    " words (system, management) and the order of words. Names are compared where a word begins with the same three letters"
    " and the numbers are the same. Nothing is merged by itself.",
    "endings": "Too early: the contract or support of an application in scope ends before the go-live and before"
    " its own move, and no successor is named. What has moved is left out.",
    "plan": "Applications left: all but those in the plan. Released: the known annual costs of those in it; what the core will"
    " cost is not counted. Interfaces end where both applications are in the plan, and are re-pointed where one is. Users are"
    " added up by application: who uses two counts twice.",
    "agreed": "Agreed: a full square is a step that the partner has come to, with the month in which it did; one that it passed"
    " over has that of the step after it. Criteria are those that concern the partner; waived ones are left out.",
    "answered": "Answered counts those closed, too. The time is that from the day raised to the report that gave the answer, the"
    " median; of open ones, since the oldest was raised.",
    "brings": "What each partner that counts says it brings: its own count, which is not that of the inventory. Not every one has"
    " said it.",
    "withdrawal": "If a partner withdraws: it counts no more from the as-at date on, as if a report said so; no data is touched."
    " What partners bring is what they say. The inventory, the moves and their odds don't say whose an application is, so they"
    " stay. The cost is the capital budget, shared by what each brings: for comparison, not an agreement.",
    "withdrawal_ratings": "A criterion counts until a report waives it, so a withdrawal alone changes no rating; beside it stands"
    " the rating if the criteria left without their partner were waived.",
    "days_in_stage": "Days in stage: from the date the partner reached its stage to the as-at date.",
    "stages": "Stages run from not started to decommissioned; each bar counts the applications in scope"
    " of one department that have a migration.",
    "blocked": "Blocked: an application in scope has not moved, and a blocker is given in words."
    " The days count from the report that first gave one.",
    "odds": "Of 10,000 runs, from the moves and the growth of scope so far and the plan, how many have moved everything by"
    " then. At even odds half of them have. Beneath: the odds by the go-live's own forecast, where that is another day. Every"
    " forecast draws the same numbers: the same moves, scope and plan give the same figures to the digit, at any later ledger"
    " version. Other numbers would move the odds by about half a point in 100, and the day of even odds by about two days.",
    "pace": "The pace counts as of late: its odds are those of today, and twice the pace is that at which all goes twice as quick"
    " from the as-at date on, in the same 10,000 runs. The best so far is the most that reports in a row, of"
    " four weeks or more, have brought.",
    "what_if": "What if: the same runs, of the same numbers drawn, with another pace from a day on, less still to move, a"
    " wave planned for other days, or another day to be ready by. Nothing in the data is touched.",
    "held": "Still to move: applications in scope that have not moved; hatched are those blocked.",
    "team_date": "The teams' own dates: the latest date that a team expects of an application still to move,"
    " and how far that is from even odds.",
    "trend": "Each line is the date expected as each report gave it: flat is on time, rising slips. Red: more than 30 days late,"
    " or past its date and not done. Grey: passed. Dotted: the day of the report, below which a date lies in the past. The"
    " table has every one.",
    "re_forecasts": "Slip is the date now expected less the baseline of the first report. A re-forecast is counted"
    " whenever the expected date moved from one report to the next.",
    "called_out": "Called out: declared better than computed; declared unchanged for three reports or more while the"
    " date moved; or stale.",
    "timeline": "Hollow or thin: the baseline. Where a lane holds more than can be read, it is counted by month; choose a"
    " month, or filter, to see each.",
    "moved_dates": "Hollow: the date as it was then; full: the date now. Red is later, green earlier. The"
    " go-live comes first, then gateways, decisions, milestones and waves; the rows have them all."
    " Moves are counted, not drawn: of applications in scope, those not made yet.",
    "rows_changed": "A row is one line of a file: one that holds something else than then is changed; one that came and went in"
    " between counts not at all. The changes told in sentences are fewer or more: one row may tell of several.",
    "quality_score": "Score: the lower of two shares, rounded down. Filled: of the cells that must be filled, those that are; an"
    " optional column left empty is no fault. Without a finding: of the rows, those that no rule finds fault with. It is of what"
    " was reported: where a new report is due, the last square names the day of the last.",
    "quality_findings": "High: a contradiction, or a figure that can't be right. Medium: one of two things is out of date. Low:"
    " to be looked at. A bar has the colour and the word of its most pressing finding.",
    "programmes": "Each programme by its own data at the date: the odds of having moved everything by its go-live baseline, what"
    " its dates say of the go-live, and its rating by the rule. Those least likely to be in time come first.",
    "npv": "Net present value: what is planned of all benefits less costs, year by year, each discounted to the first financial"
    " year with a value, which is not discounted itself. The Green Book's rate is 3.5% a year for 30 years, then 3.0%, and 2.5%"
    " from year 76. A partner that has withdrawn brings nothing more that is planned: years that had ended count"
    " as they are; of that in which it withdrew, and of later ones, what has been realised does. Its costs stay until a file"
    " says otherwise.",
    "payback": "Paid back: the first year from whose end on the flows added up stay at £0 or above; the part of the year by"
    " a straight line. Not discounted, unless it is said.",
    "optimism": "Optimism bias raises the capital in each year's costs (all costs, where no capital is reported; for"
    " outsourcing the running cost). The bounds are what projects have exceeded their first estimates by, as published (Mott"
    " MacDonald 2002, Green Book guidance); what is managed takes its share off, and costs what managing it costs.",
    "tornado": "Each bar changes one thing and leaves all else as set: benefits or costs by 20%, the discount rate by a point,"
    " all benefits a year later and none lost, optimism bias at its upper bound with none managed, and each partner"
    " withdrawing now.",
    "benefits": "Reached: how much of the way from the baseline to the target has been realised, in per cent; all of it where the"
    " target is the baseline and was kept. Only benefits with a value in pounds by year count in the net present value.",
    "scores": "Score: each criterion's weight times the option's score on it, added up and divided by the sum of the weights, so"
    " that it lies between 0 and 5. Options are ranked by exact scores, never by rounded ones.",
    "weights": "Move a weight to see what follows; the uploaded ones stay as they are, and a button brings them back. Weights"
    " that don't come to 100 are divided by their sum.",
    "turning_points": "Blue: the weights at which the same option stays preferred while the other weights shrink or grow in"
    " proportion; the stroke is the weight now. Of options that are level now the cheaper counts as preferred; those that stay"
    " level are named together.",
    "cost_a_point": "Hollow: beaten, for another option is no dearer and scores no less, and is better in one of the two."
    " A point's cost is cost by score; a point more is what each further point costs from one option on the line to the next.",
    "leads_to": "A dotted line leads from a wave to the go-live that waits for it, and from a scrutiny to its decision;"
    " dashed and red where it comes too late.",
}  # fmt: skip
"""Name of a rule → the sentence."""


SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "What is counted": ("in_scope", "consolidate", "migrated", "capital", "variance", "time"),
    "Gateways and ratings": (
        "rating", "programme_rating", "declared", "called_out", "stale", "criteria", "overdue", "slip", "re_forecasts", "trend",
    ),
    "Migration": ("burn_up", "stages", "blocked"),
    "Duplication and the plan": ("duplication", "likeness", "endings", "plan"),
    "The forecast": ("odds", "pace", "what_if", "held", "team_date"),
    "Partners": ("partners", "days_in_stage", "agreed", "answered", "brings", "withdrawal", "withdrawal_ratings"),
    "Investment": ("npv", "payback", "optimism", "tornado", "benefits"),
    "Risks": ("membership", "risk_score", "risk_open", "risk_moved", "risk_overdue"),
    "Vehicle options": ("scores", "weights", "turning_points", "cost_a_point"),
    "The timeline": ("timeline", "leads_to"),
    "Decisions": ("notice", "five_case"),
    "Services": ("rates", "service_levels"),
    "Data quality": ("quality_score", "quality_findings"),
    "Programmes": ("programmes",),
    "What changed": ("moved_dates", "rows_changed"),
}  # fmt: skip
"""Subject → the names of its rules, in the order of the Methods page."""


class Rule(str):
    """Rules as shown beside a figure, with their names in Methods. More text may follow them."""

    __slots__ = ("names",)
    names: tuple[str, ...]

    def __new__(cls, text: str, names: tuple[str, ...] = ()) -> Rule:
        made = super().__new__(cls, text)
        made.names = names
        return made

    def __add__(self, more: str) -> Rule:
        return Rule(f"{self}{more}", self.names)


def rule(*names: str) -> Rule:
    """The rules with these names, one after the other, to show beside a figure."""
    return Rule(" ".join(RULES[name] for name in names), names)
