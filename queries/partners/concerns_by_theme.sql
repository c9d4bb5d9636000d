-- What the partners' concerns are about, how many have an answer, and how long one waited for it.
-- One row per theme of a concern raised by the as-at date, control and investment first, then the theme with most concerns.
-- open, answered, closed: how many stand so. unanswered: how many of those closed have no answer on record.
-- longest_open: the days since the oldest open one was raised; null without an open one.
-- days_to_answer: the days from the date raised to the report that first gave it as answered or closed, the median of the
-- theme; null where none has been.
-- uses: concerns_raised
with settled as (
    select concern_id, min(reported_on) filter (where status <> 'open') as settled_on
    from concerns_raised
    group by concern_id
)
select
    concerns.theme,
    count(*) as concerns,
    count(*) filter (where concerns.status = 'open') as open,
    count(*) filter (where concerns.status = 'answered') as answered,
    count(*) filter (where concerns.status = 'closed') as closed,
    count(*) filter (where concerns.status = 'closed' and coalesce(trim(concerns.response), '') = '') as unanswered,
    max(date_diff('day', concerns.raised_date, $as_at)) filter (where concerns.status = 'open') as longest_open,
    median(date_diff('day', concerns.raised_date, settled.settled_on)) filter (where concerns.status <> 'open')::integer
        as days_to_answer
from concerns_raised as concerns
left join settled on concerns.concern_id = settled.concern_id
where concerns.valid_to > $as_at
group by concerns.theme
order by concerns.theme = 'control' desc, concerns.theme = 'investment' desc, concerns desc, concerns.theme
