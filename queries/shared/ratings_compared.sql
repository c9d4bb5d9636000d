-- Two ratings side by side: what the owner declares and what the rule computes, with the rows that made it so.
-- One row per gateway, milestone or go-live as at the date; those called out first, then by baseline.
-- computed_rating, reason, stale: the rules stand in gateways_rated. made_so_by: the dates and criteria that the rule went
-- by, each by its reference, such as ‘GW2-03 due on 15 March 2013’.
-- disagreement: better (declared nearer to green than computed), worse, or null when they agree or nothing is declared;
-- steps_apart: how far on the five steps from green to red; above zero when declared better.
-- unchanged_for: how many reports on gateways in a row, up to the latest, have had the declared rating of now.
-- moves, moved_days: how often and by how much its expected date moved within the last three of these reports.
-- unchanged_while_moved: not done, unchanged for three reports or more, and the date moved within the last three; but not
-- where the rating could not have followed: red while the date moved later, green while it moved earlier.
-- is_called_out: it disagrees to the better, is unchanged while it moved, or is stale, and is not done; called_out: why,
-- in sentences. Declared worse than computed is shown but not called out: the owner may know more than the rule.
-- uses: gateways_rated, gateways_trend, criteria_judged
with in_turn as (
    select
        *,
        row_number() over latest_first as reports_ago,
        count(*) filter (where rating_after is distinct from declared_rating) over latest_first as changes_since
    from (
        select *, lag(declared_rating, 1, declared_rating) over latest_first as rating_after
        from gateways_trend
        window latest_first as (partition by gateway_id order by reporting_date desc)
    )
    window latest_first as (partition by gateway_id order by reporting_date desc)
),
runs as (
    select
        gateway_id,
        count(*) as unchanged_for,
        count(*) filter (where is_inside and moved_days <> 0) as moves,
        coalesce(sum(moved_days) filter (where is_inside), 0)::bigint as moved_days
    from (
        -- what moved at the first report of the run came together with a change of the rating
        select *, reports_ago <= 3 and reports_ago < count(*) over (partition by gateway_id) as is_inside
        from in_turn
        where changes_since = 0
    )
    group by gateway_id
),
overdue as (
    select
        gateway_id,
        string_agg(
            criterion_id || ' due on ' || strftime(due_date, '%-d %B %Y'), '; ' order by due_date, criterion_id
        ) as overdue_criteria
    from criteria_judged
    where valid_to > $as_at and overdue_from <= $as_at
    group by gateway_id
),
compared as (
    select
        gateways.*,
        list_position(['green', 'amber_green', 'amber', 'amber_red', 'red'], gateways.declared_rating) as declared_order,
        concat_ws(
            '; ',
            'baseline ' || strftime(gateways.baseline_date, '%-d %B %Y'),
            case
                when gateways.actual_date is not null
                    then if(gateways.is_done, 'actual ', 'actual to come ') || strftime(gateways.actual_date, '%-d %B %Y')
                else coalesce('forecast ' || strftime(gateways.forecast_date, '%-d %B %Y'), 'no forecast')
            end,
            overdue.overdue_criteria
        ) as made_so_by,
        coalesce(runs.unchanged_for, 0) as unchanged_for,
        coalesce(runs.moves, 0) as moves,
        coalesce(runs.moved_days, 0) as moved_days
    from gateways_rated as gateways
    left join runs on gateways.gateway_id = runs.gateway_id
    left join overdue on gateways.gateway_id = overdue.gateway_id
    where gateways.compared = 'now'
),
judged as (
    select
        *,
        case
            when declared_order < rating_order then 'better'
            when declared_order > rating_order then 'worse'
        end as disagreement,
        rating_order - declared_order as steps_apart,
        not is_done
        and declared_rating is not null
        and unchanged_for >= 3
        and moves > 0
        and not (declared_rating = 'red' and moved_days >= 0)
        and not (declared_rating = 'green' and moved_days <= 0) as unchanged_while_moved
    from compared
)
select
    gateway_id,
    name,
    kind,
    baseline_date,
    expected_date,
    is_done,
    slip_days,
    declared_rating,
    computed_rating,
    reason,
    made_so_by,
    disagreement,
    steps_apart,
    unchanged_for,
    moves,
    moved_days,
    unchanged_while_moved,
    stale,
    reports_since,
    not is_done and (coalesce(disagreement = 'better', false) or unchanged_while_moved or stale) as is_called_out,
    case
        when not is_done
            then nullif(concat_ws(
                ' ',
                case
                    when disagreement = 'better'
                        then
                            'Declared '
                            || replace(declared_rating, '_', '/')
                            || ', but the rule says '
                            || computed_rating
                            || '.'
                end,
                case
                    when unchanged_while_moved
                        then
                            'Declared '
                            || replace(declared_rating, '_', '/')
                            || ' for '
                            || unchanged_for
                            || ' reports running, while its date moved '
                            || case moves when 1 then 'once' when 2 then 'twice' else moves || ' times' end
                            || ' in the last three'
                            || case
                                when moved_days = 0 then ''
                                else
                                    ', '
                                    || abs(moved_days)
                                    || if(abs(moved_days) = 1, ' day ', ' days ')
                                    || if(moved_days > 0, 'later', 'earlier')
                                    || if(moves > 1, ' in all', '')
                            end
                            || '.'
                end,
                case
                    when stale
                        then
                            'Neither its dates nor its criteria have changed in the last ' || reports_since || ' reports.'
                end
            ), '')
    end as called_out,
    commentary,
    path_to_green,
    since,
    upload
from judged
order by is_called_out desc, coalesce(disagreement = 'better', false) desc, baseline_date, gateway_id
