-- Every gateway, milestone and go-live with its rating by the rule, now and at the previous report.
-- One row per gateway and date compared (see reports_compared). The rule stands here and nowhere else.
-- is_done: the actual date is on or before the day. expected_date: the actual date, also one to come, else the forecast,
-- else the baseline; planned_date: the same, but when done what was forecast. slip_days: expected date minus baseline.
-- first_baseline: the baseline that the first report gave; the reason names it where the baseline is another one now.
-- computed_rating: green when done by the baseline, or when the expected date is no later than a baseline that has
-- not passed and no criterion is overdue; red when the baseline has passed without an actual date, or the expected
-- date slips by more than 30 days; amber otherwise.
-- reason: the rating in words. rating_order: 1 green, 3 amber, 5 red, as declared ratings are ordered.
-- criteria_since, criteria_upload: of the criterion of it that was reported last; null where it has none.
-- declared_is_better: not done, and the owner's rating is nearer to green than the computed one; what is done is judged by its day.
-- reports_since: how many later reports on gateways or criteria came since this item or a criterion of it changed.
-- stale: not done, and two or more such reports.
-- $reports integer = 0: how many of the latest reports are looked at as well, each from its own date; compared is ‘report’
-- uses: reports_compared
-- uses: criteria_judged
with looked_at as (
    select compared, day from reports_compared
    union all by name
    (
        select distinct 'report' as compared, reporting_date as day
        from uploads_at($ledger_version)
        where not withdrawn and reporting_date <= $as_at
        order by day desc
        limit $reports::bigint
    )
),
evidence as (
    select
        looked_at.compared,
        looked_at.day,
        criteria_judged.gateway_id,
        count(*) filter (where criteria_judged.is_counted) as criteria,
        count(*) as held,
        count(*) filter (where criteria_judged.is_met) as criteria_met,
        count(*) filter (where criteria_judged.overdue_from <= looked_at.day) as overdue,
        max({'since': criteria_judged.reported_on, 'upload': criteria_judged.upload}) as last_reported
    from criteria_judged
    inner join looked_at
        on criteria_judged.valid_from <= looked_at.day and criteria_judged.valid_to > looked_at.day
    group by all
),
first_baselines as (
    select gateway_id, min_by(baseline_date, valid_from) as first_baseline
    from gateways_versions($as_at, $ledger_version)
    group by gateway_id
),
gateway_changes as (
    -- a row that ends has changed too, or was removed, on the day it ends
    select gateway_id, valid_from as changed_on from gateways_versions($as_at, $ledger_version)
    union all
    select gateway_id, valid_from as changed_on from gateway_criteria_versions($as_at, $ledger_version)
    union all
    select gateway_id, valid_to as changed_on from gateway_criteria_versions($as_at, $ledger_version)
),
last_changes as (
    select looked_at.compared, looked_at.day, gateway_changes.gateway_id, max(gateway_changes.changed_on) as changed_on
    from gateway_changes
    inner join looked_at on gateway_changes.changed_on <= looked_at.day
    group by all
),
gateway_reports as (
    select distinct reporting_date
    from uploads_at($ledger_version)
    where not withdrawn and dataset in ('gateways', 'gateway_criteria') and reporting_date <= $as_at
),
later_reports as (
    select last_changes.compared, last_changes.day, last_changes.gateway_id, count(*) as reports_since
    from last_changes
    inner join gateway_reports
        on
            gateway_reports.reporting_date > last_changes.changed_on
            and gateway_reports.reporting_date <= last_changes.day
    group by all
),
dated_gateways as (
    select
        looked_at.compared,
        looked_at.day,
        gateways.*,
        first_baselines.first_baseline,
        is_done(gateways.actual_date, looked_at.day) as is_done,
        expected_date(gateways.actual_date, gateways.forecast_date, gateways.baseline_date) as expected_date,
        planned_date(gateways.actual_date, gateways.forecast_date, gateways.baseline_date, looked_at.day)
            as planned_date,
        coalesce(evidence.criteria, 0) as criteria,
        coalesce(evidence.held, 0) as held,
        coalesce(evidence.criteria_met, 0) as criteria_met,
        coalesce(evidence.overdue, 0) as overdue,
        evidence.last_reported,
        coalesce(later_reports.reports_since, 0) as reports_since
    from gateways_versions($as_at, $ledger_version) as gateways
    inner join looked_at
        on gateways.valid_from <= looked_at.day and gateways.valid_to > looked_at.day
    inner join first_baselines on gateways.gateway_id = first_baselines.gateway_id
    left join evidence
        on
            evidence.compared = looked_at.compared
            and evidence.day = looked_at.day
            and evidence.gateway_id = gateways.gateway_id
    left join later_reports
        on
            later_reports.compared = looked_at.compared
            and later_reports.day = looked_at.day
            and later_reports.gateway_id = gateways.gateway_id
),
slipped_gateways as (
    select
        *,
        date_diff('day', baseline_date, expected_date) as slip_days,
        not is_done and baseline_date < day as baseline_passed
    from dated_gateways
),
rated_gateways as (
    select
        *,
        case
            when is_done and slip_days <= 0 then 'green'
            when not is_done and (baseline_passed or slip_days > 30) then 'red'
            when not is_done and slip_days <= 0 and overdue = 0 then 'green'
            else 'amber'
        end as computed_rating
    from slipped_gateways
),
worded_gateways as (
    select
        *,
        strftime(expected_date, '%-d %B %Y') as expected_in_words,
        case
            when slip_days = 0 then 'on the baseline date'
            else
                format('{:,}', abs(slip_days))
                || if(abs(slip_days) = 1, ' day ', ' days ')
                || if(slip_days > 0, 'after', 'before')
                || ' the baseline'
        end as slip_in_words,
        case
            when overdue = 1 then '1 criterion is overdue.'
            when overdue > 1 then format('{:,}', overdue) || ' criteria are overdue.'
        end as overdue_in_words,
        date_diff('day', baseline_date, day) as days_past
    from rated_gateways
)
select
    compared,
    day,
    gateway_id,
    name,
    kind,
    first_baseline,
    baseline_date,
    forecast_date,
    actual_date,
    expected_date,
    planned_date,
    is_done,
    slip_days,
    criteria_met,
    criteria,
    overdue,
    last_reported.since as criteria_since,
    last_reported.upload as criteria_upload,
    declared_rating,
    computed_rating,
    case computed_rating when 'green' then 1 when 'amber' then 3 else 5 end as rating_order,
    concat_ws(
        ' ',
        case
            when is_done then 'Done on ' || expected_in_words || ', ' || slip_in_words || '.'
            when baseline_passed
                then
                    'The baseline, '
                    || strftime(baseline_date, '%-d %B %Y')
                    || ', passed '
                    || format('{:,}', days_past)
                    || if(days_past = 1, ' day', ' days')
                    || ' ago without an actual date.'
        end,
        case
            when is_done then null
            when actual_date is not null
                then
                    'To be done on '
                    || expected_in_words
                    || ', '
                    || slip_in_words
                    || if(slip_days > 30 and not baseline_passed, ', more than the 30 days that amber allows', '')
                    || '.'
            when forecast_date is null and baseline_passed then 'No forecast has been given.'
            when forecast_date is null
                then 'No forecast has been given, so the baseline, ' || expected_in_words || ', stands.'
            when forecast_date < day
                then
                    'Forecast '
                    || expected_in_words
                    || if(baseline_passed, ' has passed as well.', ' has passed, though the baseline has not.')
            else
                'Forecast '
                || expected_in_words
                || ' is '
                || slip_in_words
                || if(slip_days > 30 and not baseline_passed, ', more than the 30 days that amber allows', '')
                || '.'
        end,
        if(
            baseline_date <> first_baseline,
            'The baseline was ' || strftime(first_baseline, '%-d %B %Y') || ' at first.',
            null
        ),
        overdue_in_words,
        case
            when is_done or overdue > 0 or computed_rating <> 'green' then null
            when criteria = 0 then if(held = 0, 'No criteria have been set.', 'Every criterion is waived.')
            else 'No criterion is overdue.'
        end
    ) as reason,
    not is_done
    and coalesce(
        list_position(['green', 'amber_green', 'amber', 'amber_red', 'red'], declared_rating)
        < case computed_rating when 'green' then 1 when 'amber' then 3 else 5 end,
        false
    ) as declared_is_better,
    not is_done and reports_since >= 2 as stale,
    reports_since,
    commentary,
    path_to_green,
    valid_from as since,
    upload
from worded_gateways
order by compared, baseline_date, gateway_id
