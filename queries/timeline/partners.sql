-- The partners on the timeline: the stages that each has been through, and when it is meant to be live.
-- One row per partner and spell in a stage, and one per partner with a target live date, as at the date. The columns are
-- those that timeline_all explains; observers are left out.
-- kind: stage, planned_stage (reported, but its date has not come: a point) or target_live. A stage runs from start_actual to actual_date, or to the as-at date while it lasts.
-- status: of a stage done or in_progress; of a planned stage planned; of a target planned, overdue, or done once the partner is live.
-- baseline_date: of a target, the first date that was reported for it.
-- uses: partners_stage_history, partners_counted
with first_targets as (
    select partner_id, arg_min(target_live_date, valid_from) as first_target
    from partners_counted
    where target_live_date is not null
    group by partner_id
),
partners_now as (
    select * from partners_counted where valid_to > $as_at
),
bars as (
    select
        spells.partner_id || ' · ' || spells.stage || ' · ' || spells.from_date as item_id,
        spells.name || ': ' || replace(replace(spells.stage, 'sla', 'SLA'), '_', ' ') as name,
        'stage' as kind,
        null::date as baseline_date,
        null::date as forecast_date,
        spells.from_date as start_actual,
        spells.to_date as actual_date,
        if(spells.is_current, 'in_progress', 'done') as status,
        coalesce(
            format('{:,}', spells.days) || if(spells.days = 1, ' day', ' days') || ' in this stage.',
            'Since when it is in this stage is not reported.'
        ) as detail,
        spells.partner_id
    from partners_stage_history as spells
    where spells.category <> 'observer'
    union all
    select
        partner_id || ' · planned',
        name || ': ' || replace(replace(planned_stage, 'sla', 'SLA'), '_', ' '),
        'planned_stage',
        null,
        planned_date,
        null,
        null,
        'planned',
        if(planned_stage = 'withdrawn', 'To withdraw', 'To come to this stage')
        || ' on ' || strftime(planned_date, '%-d %B %Y') || '.',
        partner_id
    from partners_now
    where category <> 'observer' and planned_stage is not null
    union all
    select
        partners_now.partner_id || ' · target live',
        partners_now.name || ': live',
        'target_live',
        first_targets.first_target,
        partners_now.target_live_date,
        null,
        case when partners_now.stage = 'live' then partners_now.stage_date end,
        case
            when partners_now.stage = 'live' then 'done'
            when partners_now.target_live_date < $as_at then 'overdue'
            else 'planned'
        end,
        'Meant to be live on ' || strftime(partners_now.target_live_date, '%-d %B %Y') || '.',
        partners_now.partner_id
    from partners_now
    inner join first_targets on partners_now.partner_id = first_targets.partner_id
    where
        partners_now.category <> 'observer'
        and partners_now.stage <> 'withdrawn'
        and partners_now.target_live_date is not null
),
last_versions as (
    select partner_id, max(reported_on) as since, max_by(upload, valid_from) as upload
    from partners_counted
    group by partner_id
)
select
    'partners' as lane,
    4 as lane_order,
    bars.item_id,
    bars.name,
    bars.kind,
    null::date as start_baseline,
    bars.baseline_date,
    null::date as start_forecast,
    bars.forecast_date,
    bars.start_actual,
    bars.actual_date,
    null::varchar as computed_rating,
    bars.status,
    bars.partner_id as partner_ids,
    null::varchar as leads_to_lane,
    null::varchar as leads_to,
    bars.detail,
    'partners' as dataset,
    bars.partner_id as row_key,
    'partners' as page,
    last_versions.since,
    last_versions.upload
from bars
inner join last_versions on bars.partner_id = last_versions.partner_id
order by bars.partner_id, bars.start_actual nulls last, bars.item_id
