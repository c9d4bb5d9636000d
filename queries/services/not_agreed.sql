-- Services without an agreed service level, once a gateway's day has come.
-- One row per service whose level is not agreed as at the date; none before the first gateway's day.
-- gateway, day, is_passed: the gateway whose day came last: that on which it was passed, else that on which it is expected, or was to
-- be where no forecast is given. Milestones and the go-live are left out.
-- since, upload: the report that the service stands in as it is.
with gateways_come as (
    select
        name as gateway,
        is_done(actual_date, $as_at) as is_passed,
        expected_date(actual_date, forecast_date, baseline_date) as day
    from gateways_at($as_at, $ledger_version)
    where kind = 'gateway' and expected_date(actual_date, forecast_date, baseline_date) <= $as_at
    order by day desc, is_passed desc, gateway_id desc
    limit 1
)
select
    services.service_id,
    services.name,
    services.sla_status,
    gateways_come.gateway,
    gateways_come.day,
    gateways_come.is_passed,
    services.since,
    services.upload
from services_at($as_at, $ledger_version) as services
cross join gateways_come
where services.sla_status <> 'agreed'
order by lower(services.name), services.service_id
