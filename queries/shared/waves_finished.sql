-- The waves that had finished now, and at the earlier date that is compared: of which all applications in scope had migrated.
-- One row per wave and date compared (see reports_compared) at which it had finished.
-- wave_id: as the wave is called as at the date. finished_on: when the last of its applications had migrated, as known at that date.
-- Of reporting dates it is kept in the store (data/ledger/derived.py); of a day without a report it is worked out here.
-- In no order: it is made to be used by other queries.
-- uses: reports_compared, migrations_dated, applications_scoped
with kept as (
    select reports_compared.compared, reports_compared.day, migration_days.finished
    from reports_compared
    inner join migration_days
        on
            reports_compared.day = migration_days.day
            and migration_days.known_from <= $ledger_version
            and migration_days.known_to > $ledger_version
),
to_count as (
    select compared, day from reports_compared where day not in (select kept.day from kept)
),
wave_names as (
    select identity, label
    from name_versions($ledger_version)
    where dataset = 'waves' and valid_from <= $as_at and valid_to > $as_at
)
select waves.compared, coalesce(wave_names.label, waves.wave.wave) as wave_id, waves.wave.finished_on
from (select compared, unnest(finished) as wave from kept) as waves
left join wave_names on waves.wave.wave = wave_names.identity
union all
select to_count.compared, migrations.wave_id, max(migrations.migrated_on) as finished_on
from migrations_dated as migrations
inner join to_count on migrations.valid_from <= to_count.day and migrations.valid_to > to_count.day
inner join applications_scoped as applications
    on
        applications.in_scope
        and migrations.application_id = applications.application_id
        and applications.valid_from <= to_count.day
        and applications.valid_to > to_count.day
where
    migrations.wave_id is not null
    -- mostly no day is to be counted, and then no row need be looked at
    and migrations.valid_to > (select min(to_count.day) from to_count)
    and applications.valid_to > (select min(to_count.day) from to_count)
group by to_count.compared, to_count.day, migrations.wave_id
having bool_and(is_done(migrations.migrated_on, to_count.day))
