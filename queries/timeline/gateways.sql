-- Gateways, milestones and go-live on the timeline.
-- One row per gateway, milestone or go-live as at the date. The columns are those that timeline_all explains.
-- status: done, planned, or overdue: its expected date has passed without it being done. partner_ids: those that a criterion
-- of it concerns.
-- uses: gateways_rated, criteria_judged
with concerned as (
    select gateway_id, string_agg(distinct partner_id, '; ' order by partner_id) as partner_ids
    from criteria_judged
    where valid_to > $as_at and partner_id is not null
    group by gateway_id
)
select
    'gateways' as lane,
    1 as lane_order,
    gateways.gateway_id as item_id,
    gateways.name,
    gateways.kind,
    null::date as start_baseline,
    gateways.baseline_date,
    null::date as start_forecast,
    gateways.planned_date as forecast_date,
    null::date as start_actual,
    case when gateways.is_done then gateways.actual_date end as actual_date,
    gateways.computed_rating,
    case
        when gateways.is_done then 'done'
        when gateways.expected_date < $as_at then 'overdue'
        else 'planned'
    end as status,
    concerned.partner_ids,
    null::varchar as leads_to_lane,
    null::varchar as leads_to,
    gateways.reason as detail,
    'gateways' as dataset,
    gateways.gateway_id as row_key,
    'gateways' as page,
    gateways.since,
    gateways.upload
from gateways_rated as gateways
left join concerned on gateways.gateway_id = concerned.gateway_id
where gateways.compared = 'now'
order by gateways.baseline_date, gateways.gateway_id
