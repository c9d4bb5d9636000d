-- How many moves are expected on a later or an earlier day than at an earlier report: beside overview_dates_moved, which has no moves.
-- One row, always.
-- Counted are the migrations of applications in scope (see applications_scoped) that were there at both dates and have not moved
-- at either; those that have are told by when they moved. slipped: expected later than then; came_forward: earlier, on a day that has
-- not passed; 0 where there is nothing to compare with.
-- previous_report: the date that is compared with: the previous reporting date, unless $since was given; null without one.
-- uses: reports_compared, migrations_dated, applications_scoped
with compared as (
    select day from reports_compared where compared = 'before'
),
moved as (
    select date_diff('day', before.expected_date, now.expected_date) as days, now.expected_date as now_due
    from compared
    inner join migrations_dated as before on before.valid_from <= compared.day and before.valid_to > compared.day
    inner join migrations_dated as now
        on before.application_id = now.application_id and now.valid_from > compared.day and now.valid_to > $as_at
    inner join applications_scoped as applications
        on now.application_id = applications.application_id and applications.valid_to > $as_at and applications.in_scope
    where not is_done(now.migrated_on, $as_at) and not is_done(before.migrated_on, compared.day)
)
select
    count(*) filter (where days > 0) as slipped,
    count(*) filter (where days < 0 and now_due >= $as_at) as came_forward,
    (select day from compared) as previous_report
from moved
order by previous_report
