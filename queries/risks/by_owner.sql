-- How many risks each owner answers for, by band.
-- One row per owner and band with an open risk, the owner with the most first, the highest band first.
-- owner: ‘Nobody’ where none is given. risks: how many; overdue: of these, those whose mitigation is overdue.
-- of_owner: all of the owner's; highest: the highest score of the owner's.
-- uses: risks_banded
with counted as (
    select
        coalesce(owner, 'Nobody') as owner,
        band,
        band_order,
        count(*) as risks,
        count(*) filter (where is_overdue) as overdue,
        max(score) as highest
    from risks_banded
    where is_open
    group by coalesce(owner, 'Nobody'), band, band_order
)
select
    owner,
    band,
    band_order,
    risks,
    overdue,
    sum(risks) over (partition by owner)::bigint as of_owner,
    max(highest) over (partition by owner) as highest
from counted
order by of_owner desc, highest desc, owner, band_order desc
