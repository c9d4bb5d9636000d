-- Everything dated on one axis, lane by lane: gateways, waves, decisions, partners, migrations, and whatever comes later.
-- One row per bar or point as at the date; in a lane with more than $most of them, one per month and status instead.
-- It gathers every query whose name begins with timeline_, so that a later dataset with dates joins by adding one.
-- lane, lane_order: which swim-lane, from top to bottom. item_id: unique within the lane. kind: what sort of thing it is.
-- start_baseline to baseline_date, start_forecast to forecast_date, start_actual to actual_date: the ghost, the forecast and
-- what happened; without a start it is a point. Each date is null when there is none.
-- slip_days: the actual date, else the forecast; minus the baseline. computed_rating: where the lane has one, else null.
-- status: done, in_progress, not_started, planned, overdue, blocked, deferred or cancelled; each lane says which.
-- partner_ids: the partners that it concerns, joined by ‘; ’; null when it concerns none in particular.
-- leads_to_lane, leads_to: the lane and item that it must come before, drawn as a dependency; slack_days: that item's
-- expected date minus its own; below zero it comes too late.
-- items: 1, or how many stand together. A month of many has kind month, its first and last day as forecast dates (as actual
-- ones when all are done), and its lane and month as item_id.
-- items_late: how many of them are past their date: expected before the as-at date, and not done, cancelled or deferred. What is
-- blocked may be late too. A stage that a partner is in is never late.
-- slip_days and slack_days of many: the median, and the least.
-- dataset, row_key: the row that a click opens; null for many. page: where it is explained. bars: how many rows in all.
-- $lane text: only this lane
-- $partner_id text: only what concerns this partner
-- $from date: only what reaches to this date or later
-- $to date: only what begins on this date or earlier
-- $most integer = 400: with more bars than this, a lane is shown month by month; 0 never
-- gathers: timeline_* as every_lane
with placed as (
    select
        *,
        expected_date(actual_date, forecast_date, baseline_date) as expected_date,
        least(
            start_baseline, baseline_date, start_forecast, forecast_date, start_actual, actual_date
        ) as earliest,
        greatest(
            start_baseline, baseline_date, start_forecast, forecast_date, start_actual, actual_date
        ) as latest
    from every_lane
),
followed as (
    select
        placed.*,
        date_diff('day', placed.expected_date, targets.expected_date) as slack_days
    from placed
    -- few lanes are led to, and never that of the many moves
    left join (
        select lane, item_id, expected_date from placed where lane in (select distinct leads_to_lane from placed)
    ) as targets
        on placed.leads_to_lane = targets.lane and placed.leads_to = targets.item_id
),
chosen as (
    select *
    from followed
    where
        ($lane is null or lane = $lane)
        and ($partner_id is null or list_contains(string_split(partner_ids, '; '), $partner_id))
        and ($from::date is null or latest >= $from::date)
        and ($to::date is null or earliest <= $to::date)
),
lanes as (
    select lane, count(*) as in_lane from chosen group by lane
),
shown as not materialized (  -- made whole, the two uses below carry all columns of every move
    select
        chosen.*,
        lanes.in_lane,
        coalesce(chosen.expected_date < $as_at, false) and chosen.kind <> 'stage'
        and chosen.status not in ('done', 'cancelled', 'deferred') as is_past
    from chosen inner join lanes on chosen.lane = lanes.lane
),
bars as (
    select
        lane,
        lane_order,
        item_id,
        name,
        kind,
        start_baseline,
        baseline_date,
        start_forecast,
        forecast_date,
        start_actual,
        actual_date,
        date_diff('day', baseline_date, expected_date) as slip_days,
        computed_rating,
        status,
        partner_ids,
        leads_to_lane,
        leads_to,
        slack_days,
        1 as items,
        is_past::integer as items_late,
        detail,
        dataset,
        row_key,
        page,
        since,
        upload
    from shown
    where $most::bigint = 0 or in_lane <= $most::bigint
    union all
    select
        lane,
        lane_order,
        lane || ' · ' || strftime(date_trunc('month', expected_date), '%Y-%m') || ' · ' || status,
        format('{:,}', count(*)) || ' ' || if(count(*) = 1, rtrim(lane, 's'), lane) || ' in '
        || strftime(date_trunc('month', expected_date), '%B %Y')
        || ', ' || replace(status, '_', ' '),
        'month',
        null,
        null,
        case when status <> 'done' then date_trunc('month', expected_date)::date end,
        case when status <> 'done' then last_day(expected_date) end,
        case when status = 'done' then date_trunc('month', expected_date)::date end,
        case when status = 'done' then last_day(expected_date) end,
        round(median(date_diff('day', baseline_date, expected_date)))::bigint,
        null,
        status,
        null,
        null,
        null,
        min(slack_days),
        count(*),
        count(*) filter (where is_past),
        format('{:,}', count(*)) || ' ' || if(count(*) = 1, rtrim(lane, 's'), lane) || '.',
        any_value(dataset),
        null,
        any_value(page),
        max(since),
        max(upload)
    from shown
    where $most::bigint > 0 and in_lane > $most::bigint
    group by lane, lane_order, status, date_trunc('month', expected_date), last_day(expected_date)
)
select *, count(*) over () as bars
from bars
order by lane_order, lane, coalesce(start_actual, start_forecast, baseline_date, forecast_date, actual_date), item_id
