-- When the applications in scope are planned to move, read from their rows.
-- One row per first and last day that applications are planned for, in the order of these: the same day where each has one.
-- applications: how many, of those whose migration is reported as at the date and whose application is in scope, has moved
-- or is not in the inventory.
-- Of reporting dates it is kept in the store (data/ledger/derived.py), where migration_plan finds it.
-- Each counts by its baseline; without one by the first forecast that was reported of it, for later ones know how it went;
-- without any by its wave, evenly from the baseline start to the baseline finish; and without that not at all.
-- $moved_wave text: a wave whose applications that have yet to move are taken to be planned for other days than they are
-- $moved_days integer = 0: how many days later, below zero earlier
-- uses: migrations_dated, applications_scoped
with current_migrations as (
    select
        migrations.application_id,
        migrations.wave_id,
        migrations.baseline_date,
        case
            when migrations.wave_id = $moved_wave::varchar and not is_done(migrations.migrated_on, $as_at)
                then coalesce($moved_days::integer, 0)
            else 0
        end as days_later
    from migrations_dated as migrations
    left join applications_scoped as applications
        on migrations.application_id = applications.application_id and applications.valid_to > $as_at
    where
        migrations.valid_to > $as_at
        and (coalesce(applications.in_scope, true) or is_done(migrations.migrated_on, $as_at))
),
first_forecasts as (
    select application_id, arg_min(forecast_date, valid_from) as forecast_date
    from migrations_dated
    where
        forecast_date is not null
        and application_id in (select application_id from current_migrations where baseline_date is null)
    group by application_id
),
planned as (
    select
        coalesce(current_migrations.baseline_date, first_forecasts.forecast_date) as planned_day,
        coalesce(planned_day, waves.baseline_start) + current_migrations.days_later as first_day,
        coalesce(planned_day, waves.baseline_finish) + current_migrations.days_later as last_day
    from current_migrations
    left join first_forecasts on current_migrations.application_id = first_forecasts.application_id
    left join waves_at($as_at, $ledger_version) as waves on current_migrations.wave_id = waves.wave_id
)
select first_day, last_day, count(*) as applications
from planned
where first_day <= last_day
group by first_day, last_day
order by first_day, last_day
