-- The decisions asked for, each with whether scrutiny comes before it.
-- One row per item whose purpose is a decision, as at the date, cancelled ones left out; the earliest first.
-- is_ahead: not done, and its date is not before the as-at date, or it is deferred.
-- scrutiny_date, scrutiny_body, scrutiny_status, scrutiny_upload: of the scrutiny that looks at it; of several that are not
-- cancelled the earliest; null when there is none.
-- scrutiny: before (dated before the decision), late (on its day or after it), open (the same, but the decision is deferred, so
-- that its day is no longer known), or none.
-- days_of_notice: days from the scrutiny to the decision, negative when the scrutiny comes after it.
-- status, scrutiny_status: an item that is reported as done before its date is planned until then: see decisions_dated.
-- uses: decisions_dated
with scrutinies as (
    select
        scrutinises,
        date as scrutiny_date,
        body as scrutiny_body,
        status as scrutiny_status,
        upload as scrutiny_upload
    from decisions_dated
    where valid_to > $as_at and purpose = 'scrutiny' and scrutinises is not null and status <> 'cancelled'
    qualify row_number() over (partition by scrutinises order by date, decision_id) = 1
)
select
    decisions.decision_id,
    decisions.title,
    decisions.body,
    decisions.date,
    decisions.status,
    decisions.outcome,
    decisions.status = 'deferred' or decisions.status = 'planned' and decisions.date >= $as_at as is_ahead,
    scrutinies.scrutiny_date,
    scrutinies.scrutiny_body,
    scrutinies.scrutiny_status,
    case
        when scrutinies.scrutiny_date is null then 'none'
        when scrutinies.scrutiny_date < decisions.date then 'before'
        when decisions.status = 'deferred' then 'open'
        else 'late'
    end as scrutiny,
    date_diff('day', scrutinies.scrutiny_date, decisions.date) as days_of_notice,
    decisions.reported_on as since,
    decisions.upload,
    scrutinies.scrutiny_upload
from decisions_dated as decisions
left join scrutinies on decisions.decision_id = scrutinies.scrutinises
where decisions.valid_to > $as_at and decisions.purpose = 'decision' and decisions.status <> 'cancelled'
order by decisions.date, decisions.decision_id
