-- How far every gateway and wave has slipped, and how often its date was forecast again.
-- One row per gateway or wave that was there at the latest of the reports that dates_followed looks at in its lane.
-- first_baseline: of the first report; rebaselined: how often the baseline has changed since.
-- re_forecasts: how often the expected date has moved from one report to the next; slipped_days and recovered_days: by how
-- much in all, later and earlier; the slips minus the recoveries are the way from first_expected to expected_date.
-- slip_days: expected date minus first_baseline. last_moved: the report that moved it last, last_moved_days by how much.
-- history: the dates in words, each with the report that gave it. reports: how many reports looked at.
-- In no order: it is made to be used by other queries.
-- uses: dates_followed
with followed as (
    select
        *,
        baseline_date <> lag(baseline_date) over by_report as is_rebaselined,
        coalesce(moved_days <> 0, true) as is_new_date,
        max(reporting_date) over (partition by lane) as last_report
    from dates_followed
    window by_report as (partition by lane, item_id order by reporting_date)
)
select
    lane,
    item_id,
    any_value(name) as name,
    any_value(kind) as kind,
    any_value(sequence) as sequence,
    any_value(first_baseline) as first_baseline,
    max_by(baseline_date, reporting_date) as baseline_date,
    min_by(expected_date, reporting_date) as first_expected,
    max_by(expected_date, reporting_date) as expected_date,
    max_by(is_done, reporting_date) as is_done,
    max_by(slip_days, reporting_date) as slip_days,
    count(*) filter (where moved_days <> 0) as re_forecasts,
    coalesce(sum(moved_days) filter (where moved_days > 0), 0)::bigint as slipped_days,
    coalesce(-sum(moved_days) filter (where moved_days < 0), 0)::bigint as recovered_days,
    count(*) filter (where is_rebaselined) as rebaselined,
    max(reporting_date) filter (where moved_days <> 0) as last_moved,
    max_by(moved_days, reporting_date) filter (where moved_days <> 0) as last_moved_days,
    string_agg(
        strftime(expected_date, '%-d %B %Y') || ' (' || strftime(reporting_date, '%-d %B %Y') || ')',
        ', then ' order by reporting_date
    ) filter (where is_new_date) as history,
    count(*) as reports,
    max_by(upload, reporting_date) as upload
from followed
group by lane, item_id
having max(reporting_date) = any_value(last_report)
