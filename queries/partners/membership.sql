-- Whether the membership of the partnership is confirmed: every partner in scope has committed, or whom it waits for.
-- One row. In scope are the partners that are counted: neither observers, nor withdrawn (see partners_counted).
-- partners: how many are in scope; committed: how many of them have committed. is_confirmed: all have, and there is one at least.
-- waits_for: the names of those that have not, with ‘; ’ between, in the order of their names; null when there is none.
-- confirmed_on: the day from which it is confirmed: that on which the last partner committed or, where that is later, on which the
-- last that had not committed withdrew or was left out of the reports. Null while it waits. A partner that left after it had
-- committed counts in it, so that its leaving changes no date.
-- uses: partners_counted, partners_stage_history
with counted as (
    select partner_id, name, is_committed, upload from partners_counted where valid_to > $as_at and is_counted
),
standing as (
    select
        count(*) as partners,
        count(*) filter (where is_committed) as committed,
        string_agg(name, '; ' order by name) filter (where not is_committed) as waits_for,
        max(upload) as upload
    from counted
),
days as (
    select
        max(spells.to_date) filter (
            where spells.stage in ('identified', 'in_discussion') and not spells.is_current
        ) as last_waited_until,
        (
            select max(first_dates.first_date)
            from (
                select min(from_date) as first_date
                from partners_stage_history
                where category <> 'observer' and stage <> 'withdrawn'
                group by partner_id
            ) as first_dates
        ) as last_came
    from partners_stage_history as spells
    where spells.category <> 'observer'
)
select
    standing.partners,
    standing.committed,
    standing.partners > 0 and standing.committed = standing.partners as is_confirmed,
    standing.waits_for,
    case
        when standing.partners > 0 and standing.committed = standing.partners
            then greatest(days.last_waited_until, days.last_came)
    end as confirmed_on,
    standing.upload
from standing
cross join days
order by standing.partners
