-- The risk register: a page of the risks, with their bands and what became of each since the report before.
-- One row per risk as at the date, open ones first, the highest score first.
-- band, residual_band, movement, before_…, is_overdue: see risks_banded. partner, gateway: what the risk concerns, by name, or
-- its reference and ‘(not among the partners)’; ‘The programme’ where it concerns no single partner.
-- matches: how many rows match in all.
-- $search text: only risks whose title, cause, consequence, mitigation or owner has these words
-- $kind text: only threats, or opportunities
-- $band text: only risks of this band
-- $owner text: only those of this owner; ‘Nobody’ finds those without one
-- $partner text: only those that concern this partner, by the name in the answer
-- $gateway_id text: only those that threaten this gateway
-- $likelihood integer: only of this likelihood
-- $impact integer: only of this impact
-- $stands text: which likelihood and impact are meant: residual for those once the response has worked, else those as it stands
-- $overdue text: yes or no: only those whose mitigation is overdue, or isn't
-- $open text: yes or no: only those that are open, or closed
-- $movement text: only what became of it since the report before: new, reopened, worse, better, closed, changed or same
-- $risk_id text: only this risk
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
-- uses: risks_banded
with named_risks as (
    select
        risks.*,
        case
            when risks.partner_id is null then 'The programme'
            else coalesce(partners.name, risks.partner_id || ' (not among the partners)')
        end as partner,
        case
            when risks.gateway_id is not null then coalesce(gateways.name, risks.gateway_id || ' (not among the gateways)')
        end as gateway
    from risks_banded as risks
    left join partners_at($as_at, $ledger_version) as partners on risks.partner_id = partners.partner_id
    left join gateways_at($as_at, $ledger_version) as gateways on risks.gateway_id = gateways.gateway_id
),
matching_risks as (
    select *
    from named_risks
    where
        (
            $search is null
            or contains(
                lower(concat_ws(' ', risk_id, title, cause, consequence, mitigation, owner, partner)), lower($search)
            )
        )
        and ($kind is null or kind = $kind)
        and ($band is null or band = $band)
        and ($owner is null or coalesce(owner, 'Nobody') = $owner)
        and ($partner is null or partner = $partner)
        and ($gateway_id is null or gateway_id = $gateway_id)
        and (
            $likelihood::bigint is null
            or if($stands = 'residual', residual_likelihood, likelihood) = $likelihood::bigint
        )
        and ($impact::bigint is null or if($stands = 'residual', residual_impact, impact) = $impact::bigint)
        and ($overdue is null or is_overdue = ($overdue = 'yes'))
        and ($open is null or is_open = ($open = 'yes'))
        and ($movement is null or movement = $movement)
        and ($risk_id is null or risk_id = $risk_id)
)
select
    risk_id,
    title,
    kind,
    likelihood,
    impact,
    score,
    band,
    residual_likelihood,
    residual_impact,
    residual_score,
    residual_band,
    movement,
    before_likelihood,
    before_impact,
    before_score,
    owner,
    partner_id,
    partner,
    gateway_id,
    gateway,
    response,
    mitigation,
    due_date,
    is_overdue,
    days_overdue,
    status,
    is_open,
    raised_date,
    cause,
    consequence,
    reported_on as since,
    upload,
    (select count(*) from matching_risks) as matches
from matching_risks
order by is_open desc, score desc, residual_score desc nulls last, risk_id
limit $limit::bigint offset coalesce($offset::bigint, 0)
