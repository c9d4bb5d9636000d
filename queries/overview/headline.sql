-- The programme in one row: will we be live, how far are we, and what does the rule say.
-- One row, always; before anything is uploaded its counts are 0 and the rest is empty.
-- go_live_*: of the go-live; of several the one expected latest among those not reached yet, and once all are, the last one.
-- go_live_first_baseline: the baseline that the first report gave. go_live_forecast: its baseline when no forecast is given; an
-- actual date to come goes before both. go_live_actual: once it has come: from then on the programme is live, and
-- go_live_slip_days counts from the baseline to it; until then to the forecast.
-- days_to_go_live: from the as-at date to the day expected (the actual one when it has come); negative once it is past.
-- consolidate_share_pct: consolidate as a percentage of applications (see percent in data/ledger/schema.py).
-- in_scope, migrated: of the applications in scope, and those of them that have migrated; the rules stand in
-- applications_scoped and migrations_dated. migrated_outside: moves of others, out of scope or not in the inventory.
-- gateways_passed, gateways: of the kind gateway, without milestones and go-live; passed: done by the as-at date.
-- decision_points_passed, decision_points: the gateways and the go-live, of several the one above.
-- partners, partners_committed: without observers and the withdrawn; the rule stands in partners_counted.
-- capital_gbp: the sum of the budgets; actual_gbp: the sum of what was spent; null when nothing is known.
-- computed_rating: the worst among the gateways not yet done and the go-live; reason names the item that makes it so.
-- Milestones do not count in it, but the reason says so when one is red and the programme is not.
-- months_spent: in how many months something was spent; null when nothing is known of the capital.
-- latest_report, previous_report: the last two reporting dates up to the as-at date.
-- uses: overview_figures
select * exclude (compared)
from overview_figures
where compared = 'now'
order by as_at
