-- What moved in the matrix since the report before.
-- One row per cell left and cell come to, of the risks that are open now and were then, those that rose most first.
-- risks: how many moved so; titles: which, with commas between. rise: the score now less the score then.
-- $kind text = threat: threats, or opportunities
-- uses: risks_banded
select
    before_likelihood,
    before_impact,
    likelihood,
    impact,
    count(*) as risks,
    string_agg(title, ', ' order by title, risk_id) as titles,
    any_value(score - before_score) as rise
from risks_banded
where is_open and kind = $kind and (before_likelihood <> likelihood or before_impact <> impact)
group by before_likelihood, before_impact, likelihood, impact
order by rise desc, likelihood, impact, before_likelihood, before_impact
