-- How many risks concern each partner, by band.
-- One row per partner and band with an open risk, the programme as a whole counting as one; the one with the most first, the highest
-- band first.
-- partner: the partner's name, ‘The programme’ where a risk concerns no single partner, or the reference and ‘(not among the
-- partners)’. risks: how many; overdue: of these, those whose mitigation is overdue. of_partner: all of the partner's.
-- uses: risks_banded
with named_risks as (
    select
        case
            when risks.partner_id is null then 'The programme'
            else coalesce(partners.name, risks.partner_id || ' (not among the partners)')
        end as partner,
        risks.*
    from risks_banded as risks
    left join partners_at($as_at, $ledger_version) as partners on risks.partner_id = partners.partner_id
    where risks.is_open
),
counted as (
    select
        partner,
        band,
        band_order,
        count(*) as risks,
        count(*) filter (where is_overdue) as overdue
    from named_risks
    group by partner, band, band_order
)
select
    partner,
    band,
    band_order,
    risks,
    overdue,
    sum(risks) over (partition by partner)::bigint as of_partner
from counted
order by of_partner desc, partner, band_order desc
