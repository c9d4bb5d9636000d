-- Every risk at the as-at date, closed ones too, with its band and how it stood at the report before.
-- One row per risk as at the date.
-- band, residual_band: low, medium, high or very_high, by likelihood times impact; the limits are a setting, for bodies differ.
-- band_order: 1 low to 4 very high. residual_band: null without a residual score.
-- before_likelihood, before_impact, before_score: at the earlier date of reports_compared, while the risk was open then; null where
-- it was not there, was closed, or there is no earlier report.
-- movement: new (not there at the earlier date), reopened (closed then), closed (since then), worse or better (its score: of a threat a
-- higher one is worse, of an opportunity better), changed (the same score from another likelihood and impact), same; null without an earlier report, and for a risk that was closed before.
-- is_overdue: see risks_raised; days_overdue counts from the due date.
-- In no order: it is made to be used by other queries.
-- $low_to integer = 6: the highest score that is low
-- $medium_to integer = 12: the highest score that is medium
-- $high_to integer = 20: the highest score that is high; above it a risk is very high
-- $since date: the earlier date (without it: the previous report is taken)
-- uses: risks_raised, reports_compared
with before_day as (
    select max(day) as day from reports_compared where compared = 'before'
),
before_risks as (
    select risks.*
    from risks_raised as risks, before_day
    where risks.valid_from <= before_day.day and risks.valid_to > before_day.day
),
compared_risks as (
    select
        risks.*,
        case when before_risks.is_open then before_risks.likelihood end as before_likelihood,
        case when before_risks.is_open then before_risks.impact end as before_impact,
        case when before_risks.is_open then before_risks.score end as before_score,
        coalesce(risks.overdue_from <= $as_at, false) as is_overdue,
        case
            when before_day.day is null then null
            when before_risks.risk_id is null then if(risks.is_open, 'new', null)
            when not before_risks.is_open then if(risks.is_open, 'reopened', null)
            when not risks.is_open then 'closed'
            when risks.score <> before_risks.score
                then if((risks.score > before_risks.score) = (risks.kind = 'threat'), 'worse', 'better')
            when risks.likelihood <> before_risks.likelihood then 'changed'
            else 'same'
        end as movement
    from risks_raised as risks
    cross join before_day
    left join before_risks on risks.row_key = before_risks.row_key
    where risks.valid_to > $as_at
),
banded_risks as (
    select
        *,
        1
        + (score > $low_to::bigint)::integer
        + (score > $medium_to::bigint)::integer
        + (score > $high_to::bigint)::integer as band_order,
        1
        + (residual_score > $low_to::bigint)::integer
        + (residual_score > $medium_to::bigint)::integer
        + (residual_score > $high_to::bigint)::integer as residual_band_order
    from compared_risks
)
select
    * exclude (residual_band_order),
    ['low', 'medium', 'high', 'very_high'][band_order] as band,
    ['low', 'medium', 'high', 'very_high'][residual_band_order] as residual_band,
    case when is_overdue then date_diff('day', due_date, $as_at) end as days_overdue
from banded_risks
