-- What meetings took up or will: a page of the decisions, their scrutiny and engagements, with what came of each.
-- One row per item as at the date, the latest first.
-- status: see decisions_dated. is_overdue: planned for a day that has passed. of_title: the decision that a scrutiny looks at, by
-- title, or its reference and ‘(not among the decisions)’; null for what is no scrutiny of one.
-- matches: how many rows match in all.
-- $purpose text: only decisions, scrutiny or engagements
-- $body text: only items of this body
-- $status text: only items that stand so
-- $decision_id text: only this item
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
-- uses: decisions_dated
with items_now as (
    select * from decisions_dated where valid_to > $as_at
),
matching_items as (
    select
        items.decision_id,
        items.title,
        items.body,
        items.purpose,
        items.date,
        items.status,
        items.status = 'planned' and items.date < $as_at as is_overdue,
        items.scrutinises,
        case
            when items.scrutinises is not null
                then coalesce(decisions.title, items.scrutinises || ' (not among the decisions)')
        end as of_title,
        items.outcome,
        items.reported_on as since,
        items.upload
    from items_now as items
    left join items_now as decisions on items.scrutinises = decisions.decision_id
    where
        ($purpose is null or items.purpose = $purpose)
        and ($body is null or items.body = $body)
        and ($status is null or items.status = $status)
        and ($decision_id is null or items.decision_id = $decision_id)
)
select *, (select count(*) from matching_items) as matches
from matching_items
order by date desc, decision_id
limit $limit::bigint offset coalesce($offset::bigint, 0)
