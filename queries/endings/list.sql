-- The contracts and the support that end, a page of those that match the filters.
-- One row per application and what ends (contract or support), the earliest ending first; see endings_dated.
-- successor: the name of the application that takes its work over. matches: how many match in all.
-- $what text: only this: contract or support
-- $month date: only those that end in the month of this day
-- $department text: only this department
-- $gap text: yes for only those that end before the go-live and their move, with no successor
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
-- uses: endings_dated
with matching as (
    select *
    from endings_dated
    where
        ($what is null or what = $what)
        and ($month::date is null or date_trunc('month', end_date) = date_trunc('month', $month::date))
        and ($department is null or department = $department)
        and ($gap is null or is_gap = ($gap = 'yes'))
),
shown as (
    select *, (select count(*) from matching) as matches
    from matching
    order by end_date, what, lower(name), application_id
    limit $limit::bigint offset coalesce($offset::bigint, 0)
)
select
    shown.* exclude (go_live_date, is_gap, is_late, gap_days, matches),
    successors.name as successor,
    shown.go_live_date,
    shown.is_gap,
    shown.is_late,
    shown.gap_days,
    shown.matches
from shown
left join applications_at($as_at, $ledger_version) as successors
    on shown.successor_application_id = successors.application_id
order by shown.end_date, shown.what, lower(shown.name), shown.application_id
