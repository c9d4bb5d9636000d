-- The matrix: all 25 cells of likelihood and impact, and how many risks are in each.
-- One row per cell, the likeliest first, from the smallest impact to the largest.
-- band, band_order: of the cell, by likelihood times impact; see risks_banded. Closed risks are in none of the counts.
-- here: open risks that stand in the cell; residual: those that would once their response has worked; titles: of the first, with
-- commas between, null without one; residual_titles: of the others.
-- $kind text = threat: threats, or opportunities
-- uses: risks_banded
with levels as (
    select unnest(range(1, 6)) as level
),
cells as (
    select
        likelihoods.level as likelihood,
        impacts.level as impact,
        1
        + (likelihoods.level * impacts.level > $low_to::bigint)::integer
        + (likelihoods.level * impacts.level > $medium_to::bigint)::integer
        + (likelihoods.level * impacts.level > $high_to::bigint)::integer as band_order
    from levels as likelihoods
    cross join levels as impacts
),
open_risks as (
    select * from risks_banded where is_open and kind = $kind
),
standing as (
    select
        likelihood,
        impact,
        count(*) as here,
        string_agg(title, ', ' order by title, risk_id) as titles
    from open_risks
    group by likelihood, impact
),
residuals as (
    select
        residual_likelihood as likelihood,
        residual_impact as impact,
        count(*) as residual,
        string_agg(title, ', ' order by title, risk_id) as residual_titles
    from open_risks
    where residual_score is not null
    group by residual_likelihood, residual_impact
)
select
    cells.likelihood,
    cells.impact,
    ['low', 'medium', 'high', 'very_high'][cells.band_order] as band,
    cells.band_order,
    coalesce(standing.here, 0) as here,
    standing.titles,
    coalesce(residuals.residual, 0) as residual,
    residuals.residual_titles
from cells
left join standing on cells.likelihood = standing.likelihood and cells.impact = standing.impact
left join residuals on cells.likelihood = residuals.likelihood and cells.impact = residuals.impact
order by cells.likelihood desc, cells.impact
