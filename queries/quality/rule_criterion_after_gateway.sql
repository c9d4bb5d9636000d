-- Criteria later than their gateway
-- One row per criterion that was met after its gateway had been passed, or is due after its gateway is expected.
-- The columns are those of quality_findings. Medium: met after; low: due after. Waived criteria are left out.
with items as (
    select *, expected_date(actual_date, forecast_date, baseline_date) as expected_date
    from gateways_at($as_at, $ledger_version)
),
late as (
    select
        criteria.*,
        items.name as gateway,
        items.expected_date,
        is_done(items.actual_date, $as_at) as is_passed,
        criteria.status = 'met' as is_met,
        if(criteria.status = 'met', criteria.met_date, criteria.due_date) as day
    from gateway_criteria_at($as_at, $ledger_version) as criteria
    inner join items on criteria.gateway_id = items.gateway_id
    where criteria.status <> 'waived'
)
select
    'criterion_after_gateway' as rule,
    if(is_met, 'medium', 'low') as severity,
    'gateway_criteria' as dataset,
    criterion_id as item_id,
    criterion as title,
    if(is_met, 'Met on ', 'Due on ')
    || strftime(day, '%-d %B %Y')
    || ', after ‘'
    || gateway
    || if(is_passed, '’ was passed, on ', '’ is expected, on ')
    || strftime(expected_date, '%-d %B %Y')
    || '.' as finding,
    since,
    upload
from late
where day > expected_date and is_met = is_passed
order by criterion_id
