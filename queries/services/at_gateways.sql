-- How many service levels were agreed at the date of each gateway, and are now.
-- One row per gateway and day that counts, and one for now, the earliest day first; none for a day by which no service was reported.
-- moment: baseline (the day first agreed for the gateway, once it has come), passed (the day it was passed, where that is another), or
-- now (the as-at date, without a gateway). Milestones and the go-live are left out.
-- agreed, in_review and draft add up to services: as the reports up to that day had them. lacking: the names of those without an
-- agreed one, with commas between; null where there is none.
with moments as (
    select gateway_id, name as gateway, 'baseline' as moment, baseline_date as day
    from gateways_at($as_at, $ledger_version)
    where kind = 'gateway' and baseline_date <= $as_at
    union all
    select gateway_id, name as gateway, 'passed' as moment, actual_date as day
    from gateways_at($as_at, $ledger_version)
    where kind = 'gateway' and is_done(actual_date, $as_at) and actual_date <> baseline_date
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
order by moments.day, moments.moment = 'now', moments.gateway_id, moments.moment
