-- What stops a migration, for how long already.
-- One row per blocked migration of an application in scope (see applications_scoped) as at the date, the longest blocked
-- first; migration_list has the others.
-- since: the reporting date from which it has been blocked without a break, whatever the words;
-- days_blocked counts from it. since_upload: the upload that said so first.
-- reported_on, upload: the report and the upload that brought the row as it stands.
-- uses: migrations_listed
with blocked_migrations as (
    select * from migrations_listed where is_blocked and in_scope
),
-- whole first, for few versions are blocked: joined at once, the keys of all 20 reports would be read to look for those of now
ever_blocked as materialized (
    select application_id, valid_from, valid_to, upload
    from migrations_versions($as_at, $ledger_version)
    where valid_from <= $as_at and blocker is not null
),
blocked_versions as (
    select
        application_id,
        valid_from,
        upload,
        -- of two in a row one ends where the other begins
        coalesce(lag(valid_to) over spell = valid_from, false) as had_one_before
    from ever_blocked
    where application_id in (select blocked_migrations.application_id from blocked_migrations)
    window spell as (partition by application_id order by valid_from)
),
blocked_since as (
    select
        application_id,
        max(valid_from) filter (where not had_one_before) as since,
        arg_max(upload, valid_from) filter (where not had_one_before) as since_upload
    from blocked_versions
    group by application_id
)
select
    blocked_migrations.application_id,
    blocked_migrations.name,
    blocked_migrations.department,
    blocked_migrations.wave_id,
    blocked_migrations.wave,
    blocked_migrations.stage,
    blocked_migrations.blocker,
    blocked_migrations.baseline_date,
    blocked_migrations.forecast_date,
    blocked_migrations.expected_date,
    blocked_migrations.is_late,
    blocked_migrations.days_late,
    blocked_since.since,
    blocked_since.since_upload,
    date_diff('day', blocked_since.since, $as_at) as days_blocked,
    blocked_migrations.since as reported_on,
    blocked_migrations.upload
from blocked_migrations
inner join blocked_since on blocked_migrations.application_id = blocked_since.application_id
order by blocked_since.since, blocked_migrations.application_id
