-- Stand-ins for what is not known
-- One row per cell that says nothing although it is filled: a date from 2099 on or up to 1900, £0 or £1 for what something
-- costs, a number all of nines, ‘TBC’, ‘unknown’, ‘not stated’ and the like.
-- The columns are those of quality_findings. Low. Any column of any dataset is looked at, references left out. £0 and £1 are
-- ordinary where a row is of one month or year, so they are looked for elsewhere only.
with cells_now as (
    select dataset, row_key, column_name, trim(value) as value, valid_from, upload
    from cells($as_at, $ledger_version)
    where valid_from <= $as_at and valid_to > $as_at and value is not null
),
by_period as (
    select distinct dataset from cells_now where column_name in ('month', 'year')
),
judged as (
    select
        *,
        case
            when column_name like '%\_id' escape '\' then null
            when
                regexp_full_match(value, '\d{4}-\d{2}-\d{2}')
                and (value >= '2099' or value <= '1900-01-01')
                then strftime(try_cast(value as date), '%-d %B %Y')
            when
                column_name like '%\_gbp' escape '\'
                and regexp_full_match(value, '[01](\.0+)?')
                and dataset not in (select by_period.dataset from by_period)
                then '£' || left(value, 1)
            when regexp_full_match(value, '9{5,}(\.[09]+)?') then value
            when
                lower(value) in (
                    'tbc', 'tba', 'tbd', 'n/a', 'na', 'unknown', 'not known', 'not stated', 'to be confirmed',
                    'to be decided', 'xxx', '?', '??', '???', '-', '.'
                )
                then '‘' || value || '’'
        end as stand_in
    from cells_now
)
select
    'stand_ins' as rule,
    'low' as severity,
    dataset,
    row_key as item_id,
    row_key as title,
    upper(left(column_name, 1))
    || replace(regexp_replace(substr(column_name, 2), '_gbp$', ''), '_', ' ')
    || ' holds '
    || stand_in
    || ', which looks like a stand-in.' as finding,
    valid_from as since,
    upload
from judged
where stand_in is not null
order by dataset, row_key, column_name
