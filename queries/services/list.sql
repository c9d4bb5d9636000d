-- The service catalogue: a page of the services, with their service levels and our rate beside the comparator.
-- One row per service as at the date, in the order of their names.
-- gap_pct: our rate less the comparator, as a percentage of the comparator (see percent in data/ledger/schema.py); below zero is lower, that is, competitive.
-- Null without one of the two, or where the comparator is nothing.
-- stands: lower, same or higher, by the two rates to the penny; null where gap_pct is.
-- matches: how many rows match in all.
-- $sla_status text: only services whose service level agreement has come so far
-- $stands text: only services whose rate is lower, same or higher
-- $service_id text: only this service
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
with compared_services as (
    select
        *,
        case
            when rate_gbp is not null and comparator_rate_gbp > 0
                then percent(rate_gbp - comparator_rate_gbp, comparator_rate_gbp)
        end as gap_pct,
        case
            when rate_gbp is null or coalesce(comparator_rate_gbp, 0) <= 0 then null
            when rate_gbp < comparator_rate_gbp then 'lower'
            when rate_gbp > comparator_rate_gbp then 'higher'
            else 'same'
        end as stands
    from services_at($as_at, $ledger_version)
),
matching_services as (
    select *
    from compared_services
    where
        ($sla_status is null or sla_status = $sla_status)
        and ($stands is null or stands = $stands)
        and ($service_id is null or service_id = $service_id)
)
select
    service_id,
    name,
    description,
    sla_target,
    sla_status,
    unit,
    rate_gbp,
    comparator_rate_gbp,
    gap_pct,
    stands,
    available_from,
    since,
    upload,
    (select count(*) from matching_services) as matches
from matching_services
order by name, service_id
limit $limit::bigint offset coalesce($offset::bigint, 0)
