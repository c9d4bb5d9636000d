-- Which rows have another key than at an earlier date: a renamed row is the same row.
-- One row per renamed row between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains; item_id and title are the key that the row has now.
-- kind: the dataset.
-- uses: reports_compared
with days as (
    select day as looked_from from reports_compared where compared = 'before'
),
names as (
    select spells.*, days.looked_from
    from name_versions($ledger_version) as spells, days
    where spells.valid_from <= $as_at and spells.valid_to > days.looked_from
),
called as (
    select
        dataset,
        identity,
        coalesce(any_value(label) filter (where valid_from <= looked_from), identity) as earlier,
        coalesce(any_value(label) filter (where valid_to > $as_at), identity) as later,
        max(valid_from) as renamed_on,
        max_by(upload, valid_from) as renamed_by
    from names
    group by dataset, identity
)
select
    'names' as subject,
    dataset as kind,
    15 as weight,
    0::double as size,
    later as item_id,
    later as title,
    earlier || ' is now called ' || later || '.' as sentence,
    '{n} ' || replace(dataset, '_', ' ') || ' have another key now.' as alike,
    renamed_on as reporting_date,
    renamed_by as upload,
    case
        when dataset in ('applications', 'interfaces') then 'inventory'
        when dataset = 'waves' then 'migration'
        when dataset in ('gateways', 'gateway_criteria') then 'gateways'
        when dataset in ('partners', 'partner_concerns') then 'partners'
        when dataset = 'spend' then 'spend'
        else 'overview'
    end as page
from called
where earlier <> later and renamed_on > (select looked_from from days)
order by weight desc, size desc, item_id, kind, sentence
