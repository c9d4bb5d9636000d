-- The waves on the timeline, each leading to the go-live that it must be done by.
-- One row per wave as at the date. The columns are those that timeline_all explains.
-- actual_date: once all of its applications in scope have migrated, the date of the last one; start_actual: of the first one.
-- status: done, in_progress, not_started, or overdue: its finish has passed without it being done.
-- leads_to: the first go-live whose baseline is not before the wave's baseline finish, else the last go-live. Nobody
-- reports what a wave is needed for; that everything must have moved by the go-live is what a go-live means.
-- uses: migration_waves
with go_lives as (
    select gateway_id, baseline_date from gateways_at($as_at, $ledger_version) where kind = 'go_live'
)
select
    'waves' as lane,
    2 as lane_order,
    waves.wave_id as item_id,
    waves.name,
    'wave' as kind,
    waves.baseline_start as start_baseline,
    waves.baseline_finish as baseline_date,
    forecast_or_baseline(waves.forecast_start, waves.baseline_start) as start_forecast,
    forecast_or_baseline(waves.forecast_finish, waves.baseline_finish) as forecast_date,
    waves.first_moved_on as start_actual,
    waves.finished_on as actual_date,
    null::varchar as computed_rating,
    case
        when waves.status <> 'done' and forecast_or_baseline(waves.forecast_finish, waves.baseline_finish) < $as_at then 'overdue'
        else waves.status
    end as status,
    null::varchar as partner_ids,
    case when go_lives.gateway_id is not null then 'gateways' end as leads_to_lane,
    go_lives.gateway_id as leads_to,
    case
        when waves.applications = 0 then 'No application in scope is in it.'
        else
            format('{:,} of {:,}', waves.migrated, waves.applications)
            || if(waves.applications = 1, ' application has', ' applications have')
            || ' moved.'
    end as detail,
    'waves' as dataset,
    waves.wave_id as row_key,
    'migration' as page,
    waves.since,
    waves.upload
from migration_waves as waves
left join go_lives on true
qualify
    row_number() over (
        partition by waves.wave_id
        order by
            go_lives.baseline_date < waves.baseline_finish,
            abs(date_diff('day', waves.baseline_finish, go_lives.baseline_date)),
            go_lives.gateway_id
    ) = 1
order by baseline_date, item_id
