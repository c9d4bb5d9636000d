-- Responses that make a risk worse
-- One row per risk, not closed, that is to stand worse once the response has worked than it does now.
-- The columns are those of quality_findings. Medium. A threat is worse with a higher score, an opportunity with a lower one;
-- the score is likelihood times impact. Where one of the four is missing, nothing is compared.
with scored as (
    select
        *,
        coalesce(kind, 'threat') = 'opportunity' as is_opportunity,
        likelihood * impact as score,
        residual_likelihood * residual_impact as residual
    from risks_at($as_at, $ledger_version)
    where status <> 'closed'
)
select
    'risk_scores' as rule,
    'medium' as severity,
    'risks' as dataset,
    risk_id as item_id,
    title,
    if(is_opportunity, 'This opportunity', 'This threat')
    || ' scores '
    || format('{}', score)
    || ' now, and '
    || format('{}', residual)
    || ' once the response has worked.' as finding,
    since,
    upload
from scored
where if(is_opportunity, residual < score, residual > score)
order by risk_id
