-- Gateways passed with criteria that are not met
-- One row per gateway, milestone or go-live that has been passed although a criterion of it is neither met nor waived.
-- The columns are those of quality_findings. High: one of the two reports is wrong, or the gateway was passed too soon.
-- uses: criteria_judged
select
    'passed_without_criteria' as rule,
    'high' as severity,
    'gateways' as dataset,
    gateways.gateway_id as item_id,
    any_value(gateways.name) as title,
    'Passed on '
    || strftime(any_value(gateways.actual_date), '%-d %B %Y')
    || ', but '
    || format('{:,}', count(*))
    || if(count(*) = 1, ' criterion is not met: ', ' criteria are not met: ')
    || string_agg(rtrim(trim(criteria.criterion), '.'), '; ' order by criteria.criterion_id)
    || '.' as finding,
    max(criteria.reported_on) as since,
    max(criteria.upload) as upload
from gateways_at($as_at, $ledger_version) as gateways
inner join criteria_judged as criteria
    on gateways.gateway_id = criteria.gateway_id and criteria.valid_to > $as_at
where is_done(gateways.actual_date, $as_at) and criteria.is_counted and not criteria.is_met
group by gateways.gateway_id
order by gateways.gateway_id
