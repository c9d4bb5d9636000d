-- What became of the end dates of comparable public programmes: context for our own dates, never mixed into the forecast.
-- One row per outcome, the largest delay first: slipped, unchanged, earlier.
-- projects, of, share_pct: how many of the projects that have an end date in both releases. median_days: by how many days
-- in the middle case; null when not known.
-- Worked out from the Government Major Projects Portfolio as released in 2014 (as at September 2013) and in 2015; its
-- projects are larger than ours, were all under way, and a year passed between. Those that gave no date in either release,
-- or left the portfolio, are not counted, so the true share that slipped may be higher. The figures stand in source.
-- is_hindsight: known only since 2015, which is after the as-at date; to be said beside the figures.
-- The same at any as-at date, except for is_hindsight.
with outcomes as (
    select
        unnest([
            {'place': 1, 'outcome': 'slipped', 'projects': 39, 'median_days': 274},
            {'place': 2, 'outcome': 'unchanged', 'projects': 82, 'median_days': 0},
            {'place': 3, 'outcome': 'earlier', 'projects': 5, 'median_days': null}
        ], recursive := true)
)
select
    outcome,
    projects,
    sum(projects) over ()::bigint as of,
    percent(projects, sum(projects) over ()) as share_pct,
    median_days,
    year($as_at) < 2015 as is_hindsight,
    'Government Major Projects Portfolio, released in 2014 and 2015: projects with an end date in both' as source
from outcomes
order by place
