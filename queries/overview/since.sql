-- What the headline figures were at the previous report, and what they are now.
-- One row per headline figure, in the order of the tiles.
-- now, before: the figure as a number; null for a rating or a date. change: now minus before; for the go-live date in
-- days, for a rating in steps (amber is 2 from green, red 2 from amber; more is worse); null without an earlier report.
-- go_live_forecast: the date expected, and once it has come the actual one.
-- now_said, before_said: the value as text. is_changed: null without an earlier report.
-- previous_report: the date that before describes: the previous reporting date, unless $since was given.
-- uses: overview_figures
with figures as (
    select
        compared,
        as_at as day,
        unnest([
            {'place': 1, 'figure': 'days_to_go_live', 'number': days_to_go_live::decimal(18, 2), 'said': null},
            {
                'place': 2,
                'figure': 'go_live_forecast',
                'number':
                    date_diff('day', date '2000-01-01', coalesce(go_live_actual, go_live_forecast))::decimal(18, 2),
                'said': strftime(coalesce(go_live_actual, go_live_forecast), '%-d %B %Y')
            },
            {
                'place': 3,
                'figure': 'computed_rating',
                'number':
                    case computed_rating when 'green' then 1 when 'amber' then 3 when 'red' then 5 end::decimal(18, 2),
                'said': computed_rating
            },
            {
                'place': 4,
                'figure': 'decision_points_passed',
                'number': decision_points_passed::decimal(18, 2),
                'said': null
            },
            {'place': 5, 'figure': 'decision_points', 'number': decision_points::decimal(18, 2), 'said': null},
            {'place': 6, 'figure': 'applications', 'number': applications::decimal(18, 2), 'said': null},
            {'place': 7, 'figure': 'consolidate', 'number': consolidate::decimal(18, 2), 'said': null},
            {
                'place': 8,
                'figure': 'consolidate_share_pct',
                'number': consolidate_share_pct::decimal(18, 2),
                'said': rtrim(share_text(consolidate_share_pct), '%')
            },
            {'place': 9, 'figure': 'in_scope', 'number': in_scope::decimal(18, 2), 'said': null},
            {'place': 10, 'figure': 'migrated', 'number': migrated::decimal(18, 2), 'said': null},
            {'place': 11, 'figure': 'partners_committed', 'number': partners_committed::decimal(18, 2), 'said': null},
            {'place': 12, 'figure': 'partners', 'number': partners::decimal(18, 2), 'said': null},
            {'place': 13, 'figure': 'capital_gbp', 'number': capital_gbp::decimal(18, 2), 'said': null},
            {'place': 14, 'figure': 'actual_gbp', 'number': actual_gbp::decimal(18, 2), 'said': null},
            {'place': 15, 'figure': 'months_spent', 'number': months_spent::decimal(18, 2), 'said': null}
        ], recursive := true)
    from overview_figures
),
said_figures as (
    select
        * exclude (said),
        coalesce(
            said,
            minus(number) || if(figure like '%_gbp', format('{:,.2f}', abs(number)), format('{:,}', abs(number)::bigint))
        ) as said
    from figures
)
select
    now.figure,
    case when now.figure not in ('go_live_forecast', 'computed_rating') then now.number end as now,
    case when now.figure not in ('go_live_forecast', 'computed_rating') then before.number end as before,
    now.number - before.number as change,
    now.said as now_said,
    before.said as before_said,
    case when before.day is not null then now.number is distinct from before.number end as is_changed,
    before.day as previous_report
from said_figures as now
left join said_figures as before on now.figure = before.figure and before.compared = 'before'
where now.compared = 'now'
order by now.place
