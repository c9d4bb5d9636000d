-- Everything dated: gateways, waves and decisions, each with its baseline, forecast and actual date.
-- One row per dated thing as at the date, lane by lane.
-- lane: gateways, waves or decisions. kind: gateway, milestone, go_live; wave; decision, scrutiny, engagement.
-- start_baseline, start_forecast: only waves last longer than a day.
-- baseline_date: of a decision, the first date that was reported for it. forecast_date: the baseline when none is given.
-- actual_date: only when it has come by the as-at date; of a wave, the date of its last migration once all are done.
-- slip_days: the actual date, else the forecast; minus the baseline.
-- computed_rating: of gateways, milestones and go-live only.
-- status: done; planned; overdue (its forecast has passed without it being done); waves also not_started and
-- in_progress; decisions also deferred and cancelled.
-- uses: gateways_rated, migration_waves
with first_dates as (
    select decision_id, arg_min(date, valid_from) as first_date
    from decisions_versions($ledger_version)
    where valid_from <= $as_at
    group by decision_id
),
dated_things as (
    select
        'gateways' as lane,
        1 as lane_order,
        gateway_id as item_id,
        name,
        kind,
        null::date as start_baseline,
        baseline_date,
        null::date as start_forecast,
        coalesce(forecast_date, baseline_date) as forecast_date,
        case when is_done then actual_date end as actual_date,
        computed_rating,
        case
            when is_done then 'done'
            when expected_date < $as_at then 'overdue'
            else 'planned'
        end as status,
        reason as detail,
        since,
        upload
    from gateways_rated
    where compared = 'now'
    union all
    select
        'waves',
        2,
        wave_id,
        name,
        'wave',
        baseline_start,
        baseline_finish,
        coalesce(forecast_start, baseline_start),
        coalesce(forecast_finish, baseline_finish),
        finished_on,
        null,
        case
            when status <> 'done' and coalesce(forecast_finish, baseline_finish) < $as_at then 'overdue'
            else status
        end,
        format('{:,} of {:,}', migrated, applications)
        || if(applications = 1, ' application has', ' applications have')
        || ' migrated.',
        since,
        upload
    from migration_waves
    union all
    select
        'decisions',
        3,
        decisions.decision_id,
        decisions.title,
        decisions.purpose,
        null,
        first_dates.first_date,
        null,
        decisions.date,
        case when decisions.status = 'done' and decisions.date <= $as_at then decisions.date end,
        null,
        case
            when decisions.status = 'planned' and decisions.date < $as_at then 'overdue'
            else decisions.status
        end,
        decisions.body || coalesce(': ' || decisions.outcome, ''),
        decisions.since,
        decisions.upload
    from decisions_at($as_at, $ledger_version) as decisions
    inner join first_dates on decisions.decision_id = first_dates.decision_id
)
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
    date_diff('day', baseline_date, coalesce(actual_date, forecast_date)) as slip_days,
    computed_rating,
    status,
    detail,
    since,
    upload
from dated_things
order by lane_order, baseline_date, item_id
