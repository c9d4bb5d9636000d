-- How many contracts end, and how much support, month by month, against the go-live.
-- One row per month and what (contract or support) with an ending, of applications that have not moved (see endings_dated).
-- gaps: of applications in scope that end before the go-live and before their own move, with no successor; to_move: of all
-- others in scope; staying: of those that are not. go_live_date: null without a go-live.
-- gaps_ended: the gaps that have ended by the as-at date.
-- total_*: of the same what over all months; total_before: those that end before the go-live; total_late: after it, to move.
-- uses: endings_dated
with counted as (
    select
        date_trunc('month', end_date)::date as month,
        what,
        count(*) as endings,
        count(*) filter (where is_gap) as gaps,
        count(*) filter (where is_gap and end_date < $as_at) as gaps_ended,
        count(*) filter (where is_to_move and not is_gap) as to_move,
        count(*) filter (where not is_to_move) as staying,
        count(*) filter (where end_date < go_live_date) as before_go_live,
        count(*) filter (where is_late) as late,
        any_value(go_live_date) as go_live_date
    from endings_dated
    group by month, what
)
select
    *,
    sum(endings) over (partition by what)::bigint as total_endings,
    sum(gaps) over (partition by what)::bigint as total_gaps,
    sum(gaps_ended) over (partition by what)::bigint as total_gaps_ended,
    sum(before_go_live) over (partition by what)::bigint as total_before,
    sum(late) over (partition by what)::bigint as total_late
from counted
order by month, what
