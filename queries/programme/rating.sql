-- The programme's rating, rolled up from its items by one rule, with what decided it.
-- One row, always; without gateways its rating is empty and reason says so.
-- The rule, in rule: the programme is as bad as the worst of its critical items: the gateways not yet passed, and the
-- go-live. No average is taken, so one red item is never evened out by green ones, nor is one that is past its baseline
-- without an actual date, which is red. Milestones do not count, but red ones are counted and named in the reason.
-- critical, green, amber, red: the critical items and how many have each computed rating; red_items, amber_items: their
-- references. rated_by, rated_by_name, reason: the item that decides, of several the go-live first, then the largest slip.
-- declared_rating: the worst that owners declare of the critical items; undeclared: how many have none.
-- declared_is_better: that is nearer to green than the computed one, and so is that of a critical item not done yet.
-- called_out: items called out (see ratings_compared).
-- uses: overview_figures, ratings_compared
with critical as (
    select *
    from ratings_compared
    where kind = 'go_live' or (kind = 'gateway' and not is_done)
),
counts as (
    select
        count(*) as critical,
        count(*) filter (where computed_rating = 'green') as green,
        count(*) filter (where computed_rating = 'amber') as amber,
        count(*) filter (where computed_rating = 'red') as red,
        string_agg(gateway_id, '; ' order by baseline_date, gateway_id) filter (where computed_rating = 'red') as red_items,
        string_agg(gateway_id, '; ' order by baseline_date, gateway_id) filter (
            where computed_rating = 'amber'
        ) as amber_items,
        max(list_position(['green', 'amber_green', 'amber', 'amber_red', 'red'], declared_rating)) as declared_order,
        count(*) filter (where declared_rating is null) as undeclared,
        coalesce(bool_or(not is_done and disagreement = 'better'), false) as has_doubted
    from critical
),
others as (
    select
        count(*) filter (where is_called_out) as called_out,
        count(*) filter (where kind = 'milestone' and not is_done and computed_rating = 'red') as red_milestones
    from ratings_compared
)
select
    figures.as_at,
    figures.computed_rating,
    figures.rated_by,
    items.name as rated_by_name,
    figures.reason,
    'As bad as the worst of the gateways not yet passed and the go-live; nothing is averaged.' as rule,
    counts.critical,
    counts.green,
    counts.amber,
    counts.red,
    counts.red_items,
    counts.amber_items,
    others.red_milestones,
    list_extract(['green', 'amber_green', 'amber', 'amber_red', 'red'], counts.declared_order) as declared_rating,
    counts.undeclared,
    counts.has_doubted
    and coalesce(
        counts.declared_order < case figures.computed_rating when 'green' then 1 when 'amber' then 3 when 'red' then 5 end,
        false
    ) as declared_is_better,
    others.called_out
from overview_figures as figures
cross join counts
cross join others
left join critical as items on figures.rated_by = items.gateway_id
where figures.compared = 'now'
order by figures.as_at
