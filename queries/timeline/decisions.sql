-- Decisions, their scrutiny and engagements on the timeline, each scrutiny leading to its decision.
-- One row per item of a meeting as at the date. The columns are those that timeline_all explains.
-- baseline_date: the first date that was reported for it.
-- status: done, planned, deferred, cancelled, or overdue: planned, but its date has passed. An item that is reported as
-- done before its date is planned until then: see decisions_dated.
-- uses: decisions_dated
with first_dates as (
    select decision_id, arg_min(date, valid_from) as first_date
    from decisions_versions($as_at, $ledger_version)
    where valid_from <= $as_at
    group by decision_id
)
select
    'decisions' as lane,
    3 as lane_order,
    decisions.decision_id as item_id,
    decisions.title as name,
    decisions.purpose as kind,
    null::date as start_baseline,
    first_dates.first_date as baseline_date,
    null::date as start_forecast,
    decisions.date as forecast_date,
    null::date as start_actual,
    case when decisions.status = 'done' then decisions.date end as actual_date,
    null::varchar as computed_rating,
    case
        when decisions.status = 'planned' and decisions.date < $as_at then 'overdue'
        else decisions.status
    end as status,
    null::varchar as partner_ids,
    case when decisions.scrutinises is not null then 'decisions' end as leads_to_lane,
    decisions.scrutinises as leads_to,
    decisions.body || coalesce(': ' || decisions.outcome, '') as detail,
    'decisions' as dataset,
    decisions.decision_id as row_key,
    'overview' as page,
    decisions.reported_on as since,
    decisions.upload
from decisions_dated as decisions
inner join first_dates on decisions.decision_id = first_dates.decision_id
where decisions.valid_to > $as_at
order by baseline_date, item_id
