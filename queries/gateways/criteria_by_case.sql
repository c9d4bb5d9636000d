-- How ready each case of the Five Case Model is, by the criteria of the gateways that support it.
-- One row per case, in the order of the model, also of a case that no criterion supports; then one of the criteria that name none,
-- where there are any. No row where no criterion has been reported.
-- five_case: the case, or not_said. criteria: all but the waived ones, of which met are met and overdue are past due and not met.
-- said: of all the criteria that count, how many name a case; the same in each row.
-- $gateway_id text: only criteria of this gateway
-- uses: criteria_judged
with held as (
    select coalesce(five_case, 'not_said') as five_case, is_met, is_counted, overdue_from
    from criteria_judged
    where valid_to > $as_at and ($gateway_id is null or gateway_id = $gateway_id)
),
cases as (
    select unnest(['strategic', 'economic', 'commercial', 'financial', 'management', 'not_said']) as five_case,
        unnest(range(6)) as place
)
select
    cases.five_case,
    count(*) filter (where held.is_met) as met,
    count(*) filter (where held.is_counted) as criteria,
    count(*) filter (where held.overdue_from <= $as_at) as overdue,
    count(*) filter (where not held.is_counted) as waived,
    (select count(*) from held where is_counted and five_case <> 'not_said') as said
from cases
left join held on cases.five_case = held.five_case
where (select count(*) from held) > 0
group by cases.five_case, cases.place
having cases.five_case <> 'not_said' or count(*) filter (where held.is_counted) > 0
order by cases.place
