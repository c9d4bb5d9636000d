-- Everything dated: gateways, waves and decisions, each with its baseline, forecast and actual date.
-- One row per dated thing as at the date, lane by lane. timeline_all has every lane, and more columns.
-- lane: gateways, waves or decisions. kind: gateway, milestone, go_live; wave; decision, scrutiny, engagement.
-- start_baseline, start_forecast: only waves last longer than a day.
-- baseline_date: of a decision, the first date that was reported for it. forecast_date: the baseline when none is given; of a gateway an
-- actual date to come goes before both.
-- actual_date: only when it has come by the as-at date; of a wave, the date of its last migration once all are done.
-- slip_days: the actual date, else the forecast; minus the baseline.
-- computed_rating: of gateways, milestones and go-live only.
-- status: done; planned; overdue (its forecast has passed without it being done); waves also not_started and
-- in_progress; decisions also deferred and cancelled.
-- gathers: timeline_* as every_lane
select
    lane,
    item_id,
    name,
    kind,
    start_baseline,
    baseline_date,
    start_forecast,
    forecast_date,
    actual_date,
    date_diff('day', baseline_date, expected_date(actual_date, forecast_date, baseline_date)) as slip_days,
    computed_rating,
    status,
    detail,
    since,
    upload
from every_lane
where lane in ('gateways', 'waves', 'decisions')
order by lane_order, baseline_date, item_id
