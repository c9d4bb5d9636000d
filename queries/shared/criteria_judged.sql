-- Every version of every gateway criterion up to the as-at date, with whether it counts, is met, and when it is overdue.
-- One row per criterion and spell in which its row and its status stayed the same; filter valid_from <= day < valid_to for
-- one day.
-- status: as reported; but a criterion that is reported as met counts as met from its met date on, and until then is what
-- it was before: not started or in progress, and in progress where that is not known. The rule stands here and nowhere else.
-- met_date: as reported. valid_from: the reporting date, or the met date where a report gave it before it came.
-- reported_on: the reporting date of the version, whatever its spell.
-- is_counted: not waived; a waived criterion counts neither for nor against.
-- is_met: the status is met.
-- overdue_from: the first day on which the criterion is overdue, the day after it was due; null when it is met,
-- waived or has no due date. Overdue at a day: overdue_from is on or before it. The rule stands here and nowhere else.
-- $waived_of text: partners, by reference, with commas between, whose criteria are supposed to be waived where they count on
-- the as-at date and are not met
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
with versions as (
    select
        *,
        valid_from as reported_on,
        coalesce(status = 'met' and met_date > valid_from, false) as is_to_come
    from gateway_criteria_versions($as_at, $ledger_version)
    where valid_from <= $as_at
),
led_up as (
    -- few are to come, and only of theirs it matters what came before
    select
        *,
        coalesce(
            last_value(case when status in ('not_started', 'in_progress') then status end ignore nulls) over (
                partition by row_key order by valid_from rows between unbounded preceding and 1 preceding
            ),
            'in_progress'
        ) as status_before
    from versions
    where row_key in (select row_key from versions where is_to_come)
),
spells as (
    select * from versions where not is_to_come
    union all by name
    select * exclude (status_before) replace (status_before as status, least(met_date, valid_to) as valid_to)
    from led_up
    where is_to_come
    union all by name
    select * replace (met_date as valid_from)
    from versions
    where is_to_come and met_date < valid_to and met_date <= $as_at
),
supposed as (
    select
        *,
        coalesce(list_contains(string_split(replace($waived_of::varchar, ' ', ''), ','), partner_id), false)
        and valid_to > $as_at
        and status not in ('met', 'waived') as is_supposed
    from spells
),
restated as (
    select * exclude (is_supposed) from supposed where not is_supposed
    union all by name
    select * exclude (is_supposed) replace ($as_at as valid_to) from supposed where is_supposed and valid_from < $as_at
    union all by name
    select * exclude (is_supposed) replace ('waived' as status, $as_at as valid_from) from supposed where is_supposed
)
select
    * exclude (is_to_come),
    status <> 'waived' as is_counted,
    status = 'met' as is_met,
    case when status not in ('met', 'waived') then due_date + 1 end as overdue_from
from restated
