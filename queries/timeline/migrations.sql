-- The moves of the applications on the timeline, each leading to its wave.
-- One row per migration of an application in scope that has any date as at the date; migration_list has the others.
-- The columns are those that timeline_all explains.
-- In no order: timeline_all puts the bars in order, and draws few of so many.
-- status: done, overdue (late; the rule stands in migrations_listed), blocked, or planned.
-- uses: migrations_listed
select
    'migrations' as lane,
    5 as lane_order,
    application_id as item_id,
    name,
    'migration' as kind,
    null::date as start_baseline,
    baseline_date,
    null::date as start_forecast,
    expected_date as forecast_date,
    null::date as start_actual,
    case when is_migrated then migrated_on end as actual_date,
    null::varchar as computed_rating,
    case
        when is_migrated then 'done'
        when is_blocked then 'blocked'
        when is_late then 'overdue'
        else 'planned'
    end as status,
    null::varchar as partner_ids,
    case when wave_id is not null then 'waves' end as leads_to_lane,
    wave_id as leads_to,
    case when is_blocked then 'Blocked: ' || rtrim(trim(blocker), '.') || '.' else department || '.' end as detail,
    'migrations' as dataset,
    application_id as row_key,
    'migration' as page,
    since,
    upload
from migrations_listed
where in_scope and (baseline_date is not null or expected_date is not null or is_migrated)
