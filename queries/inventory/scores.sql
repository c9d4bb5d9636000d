-- Applications by business value and technical fit: the portfolio as TIME sees it, with thresholds to choose.
-- One row per business value and technical fit that occur as at the date; null where a score is missing.
-- time_quadrant: invest (valuable and sound), migrate (valuable, poor fit), tolerate (of little value, sound) or eliminate
-- (neither); null when a score is missing. With the thresholds as they are, that of applications_scoped.
-- quadrant_applications: of the whole quadrant. annual_cost_gbp: the sum of the known annual costs; null when none is known.
-- $value_from integer = 3: the business value from which an application is valuable
-- $fit_from integer = 3: the technical fit from which it is sound
with judged as (
    select
        business_value,
        technical_fit,
        annual_cost_gbp,
        case
            when business_value is null or technical_fit is null then null
            when business_value >= $value_from::bigint and technical_fit >= $fit_from::bigint then 'invest'
            when business_value >= $value_from::bigint then 'migrate'
            when technical_fit >= $fit_from::bigint then 'tolerate'
            else 'eliminate'
        end as time_quadrant
    from applications_at($as_at, $ledger_version)
),
counted as (
    select
        business_value,
        technical_fit,
        time_quadrant,
        count(*) as applications,
        sum(annual_cost_gbp) as annual_cost_gbp
    from judged
    group by all
)
select *, sum(applications) over (partition by time_quadrant)::bigint as quadrant_applications
from counted
order by business_value desc nulls last, technical_fit nulls last
