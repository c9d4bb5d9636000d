-- Waves that do not sum to the scope
-- One row where some applications in scope are in no wave although waves are reported; else none.
-- The columns are those of quality_findings. Medium: the waves' progress is not that of the whole.
-- uses: migrations_judged, applications_scoped
with scope as (
    select count(*) as applications
    from applications_scoped
    where valid_to > $as_at and in_scope
),
planned as (
    select
        count(*) filter (where applications.in_scope and migrations.wave_id is not null) as applications,
        max(migrations.upload) as upload
    from migrations_judged as migrations
    left join applications_scoped as applications
        on migrations.application_id = applications.application_id and applications.valid_to > $as_at
)
select
    'waves_not_the_whole' as rule,
    'medium' as severity,
    'migrations' as dataset,
    null::varchar as item_id,
    'The waves together' as title,
    'The waves hold '
    || format('{:,}', planned.applications)
    || ' of the '
    || format('{:,}', scope.applications)
    || ' applications in scope.' as finding,
    null::date as since,
    planned.upload
from planned, scope
where
    planned.applications <> scope.applications
    and exists (from waves_at($as_at, $ledger_version))
    and exists (from migrations_at($as_at, $ledger_version))
order by rule
