-- Which applications that are to be replaced or retired have a successor named.
-- One row per disposition, replace or retire, with an application as at the date; moved ones are left out.
-- named, missing: with and without a successor; applications: both.
-- uses: applications_scoped, migrations_listed
select
    applications.disposition,
    count(*) as applications,
    count(applications.successor_application_id) as named,
    count(*) - count(applications.successor_application_id) as missing
from applications_scoped as applications
left join migrations_listed as migrations on applications.application_id = migrations.application_id
where
    applications.valid_to > $as_at
    and applications.disposition in ('replace', 'retire')
    and not coalesce(migrations.is_migrated, false)
group by applications.disposition
order by applications.disposition
