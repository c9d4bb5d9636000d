-- How a department changes over the years: what moves, is consolidated, redesigned or becomes self-service, quarter by quarter.
-- One row per quarter and disposition of applications in scope as at the date.
-- quarter: its first day; that of the move where it has moved, else of the date expected; null where nobody says when.
-- late: how many are past their date without having moved.
-- moved: how many of the applications have moved. names: what they are called.
-- $department text: only this department
-- uses: applications_scoped, migrations_listed
select
    date_trunc('quarter', coalesce(migrations.migrated_on, migrations.expected_date))::date as quarter,
    applications.disposition,
    count(*) as applications,
    count(*) filter (where coalesce(migrations.is_migrated, false)) as moved,
    count(*) filter (where coalesce(migrations.is_late, false)) as late,
    string_agg(applications.name, ', ' order by lower(applications.name), applications.application_id) as names
from applications_scoped as applications
left join migrations_listed as migrations on applications.application_id = migrations.application_id
where
    applications.valid_to > $as_at
    and applications.in_scope
    and ($department is null or applications.department = $department)
group by quarter, applications.disposition
order by quarter nulls last, applications.disposition
