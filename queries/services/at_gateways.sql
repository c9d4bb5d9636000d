-- How many service levels were agreed at the date of each gateway, and are now.
-- One row per gateway and day that counts, and one for now, the earliest day first; none for a day by which no service was reported.
-- moment: passed (the day that the gateway was passed) or, while it isn't, due (the day on which it is expected); baseline (where it
-- was to be on another day since); or now (the as-at date, without a gateway). Each once it has come. The last
-- of those before now is the day that services_not_agreed names. Milestones and the go-live are left out.
-- agreed, in_review and draft add up to services: as the reports up to that day had them. lacking: the names of those without an
-- agreed one, with commas between; null where there is none.
with gateways as (
    select
        gateway_id,
        name as gateway,
        baseline_date,
        expected_date(actual_date, forecast_date, baseline_date) as expected_date,
        if(is_done(actual_date, $as_at), 'passed', 'due') as how
    from gateways_at($as_at, $ledger_version)
    where kind = 'gateway'
),
moments as (
    select gateway_id, gateway, 'baseline' as moment, baseline_date as day
    from gateways
    where baseline_date <= $as_at and baseline_date <> expected_date
    union all
    select gateway_id, gateway, how as moment, expected_date as day
    from gateways
    where expected_date <= $as_at
    union all
    select null as gateway_id, null as gateway, 'now' as moment, $as_at as day
)
select
    moments.gateway_id,
    moments.gateway,
    moments.moment,
    moments.day,
    count(*) as services,
    count(*) filter (where services.sla_status = 'agreed') as agreed,
    count(*) filter (where services.sla_status = 'in_review') as in_review,
    count(*) filter (where services.sla_status = 'draft') as draft,
    string_agg(services.name, ', ' order by services.name) filter (where services.sla_status <> 'agreed') as lacking,
    max(services.upload) as upload
from moments
inner join services_versions($as_at, $ledger_version) as services
    on moments.day >= services.valid_from and moments.day < services.valid_to
group by moments.gateway_id, moments.gateway, moments.moment, moments.day
order by moments.day, list_position(['baseline', 'due', 'passed', 'now'], moments.moment), moments.gateway_id
