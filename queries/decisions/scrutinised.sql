-- The decisions asked for, each with whether scrutiny comes before it.
-- One row per item whose purpose is a decision, as at the date, cancelled ones left out; the earliest first.
-- is_ahead: not done, and its date is not before the as-at date, or it is deferred.
-- is_overdue: planned for a day that has passed: no report says what came of it.
-- scrutiny_date, scrutiny_body, scrutiny_status, scrutiny_since, scrutiny_upload: of the scrutiny that looks at it; null when there is none. Of
-- several that are not cancelled the earliest of those that took place or are to come, and without such the earliest.
-- scrutiny_unreported: that scrutiny was planned for a day that has passed: no report says that it took place.
-- scrutiny: before (dated before the decision, and took place or is to come), unreported (dated before it, but scrutiny_unreported),
-- late (on its day or after it), open (the same, but the decision is deferred, so that its day is no longer known), or none.
-- A scrutiny that is deferred is none, for it has no day; but one that was already to come too late still does.
-- days_of_notice: days from the scrutiny to the decision, negative when the scrutiny comes after it.
-- status, scrutiny_status: an item that is reported as done before its date is planned until then: see decisions_dated.
-- uses: decisions_dated
with items as (
    select * from decisions_dated where valid_to > $as_at and status <> 'cancelled'
),
scrutinies as (
    select
        decisions.decision_id,
        looks.date as scrutiny_date,
        looks.body as scrutiny_body,
        looks.status as scrutiny_status,
        looks.status = 'planned' and looks.date < $as_at as scrutiny_unreported,
        looks.reported_on as scrutiny_since,
        looks.upload as scrutiny_upload
    from items as looks
    inner join items as decisions on looks.scrutinises = decisions.decision_id
    where looks.purpose = 'scrutiny' and not (looks.status = 'deferred' and looks.date < decisions.date)
    qualify row_number() over (
        partition by decisions.decision_id order by scrutiny_unreported, looks.date, looks.decision_id
    ) = 1
)
select
    decisions.decision_id,
    decisions.title,
    decisions.body,
    decisions.date,
    decisions.status,
    decisions.outcome,
    decisions.status = 'deferred' or decisions.status = 'planned' and decisions.date >= $as_at as is_ahead,
    decisions.status = 'planned' and decisions.date < $as_at as is_overdue,
    scrutinies.scrutiny_date,
    scrutinies.scrutiny_body,
    scrutinies.scrutiny_status,
    coalesce(scrutinies.scrutiny_unreported, false) as scrutiny_unreported,
    case
        when scrutinies.scrutiny_date is null then 'none'
        when scrutinies.scrutiny_date < decisions.date and scrutinies.scrutiny_unreported then 'unreported'
        when scrutinies.scrutiny_date < decisions.date then 'before'
        when decisions.status = 'deferred' then 'open'
        else 'late'
    end as scrutiny,
    date_diff('day', scrutinies.scrutiny_date, decisions.date) as days_of_notice,
    decisions.reported_on as since,
    decisions.upload,
    scrutinies.scrutiny_since,
    scrutinies.scrutiny_upload
from items as decisions
left join scrutinies on decisions.decision_id = scrutinies.decision_id
where decisions.purpose = 'decision'
order by decisions.date, decisions.decision_id
