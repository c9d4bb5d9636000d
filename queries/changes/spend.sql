-- What changed in the capital since an earlier date: budgets, spending, commitments and forecasts, strand by strand.
-- One row per strand and kind of money that changed between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains; item_id is the strand, whose rows spend_list has.
-- kind: budget, spent, committed, forecast. size: by how many pounds. Months and components that even out within a strand
-- are no change of it.
-- upload: the latest that changed a row of the strand.
-- uses: reports_compared, uploads_full
with versions as (
    select spend.*, reports_compared.day as looked_from
    from spend_versions($as_at, $ledger_version) as spend
    inner join reports_compared
        on reports_compared.compared = 'before' and spend.valid_from <= $as_at and spend.valid_to > reports_compared.day
),
sums as (
    select
        strand,
        unnest([
            {
                'kind': 'budget', 'weight': 86, 'verb': 'is budgeted for',
                'later': sum(budget_gbp) filter (where valid_to > $as_at),
                'earlier': sum(budget_gbp) filter (where valid_from <= looked_from)
            },
            {
                'kind': 'spent', 'weight': 65, 'verb': 'was spent on',
                'later': sum(actual_gbp) filter (where valid_to > $as_at),
                'earlier': sum(actual_gbp) filter (where valid_from <= looked_from)
            },
            {
                'kind': 'forecast', 'weight': 57, 'verb': 'is forecast to be spent on',
                'later': sum(forecast_gbp) filter (where valid_to > $as_at),
                'earlier': sum(forecast_gbp) filter (where valid_from <= looked_from)
            },
            {
                'kind': 'committed', 'weight': 44, 'verb': 'is committed to',
                'later': sum(committed_gbp) filter (where valid_to > $as_at),
                'earlier': sum(committed_gbp) filter (where valid_from <= looked_from)
            }
        ], recursive := true),
        max(valid_from) filter (where valid_from > looked_from) as brought_on,
        max_by(upload, valid_from) filter (where valid_from > looked_from) as brought_by,
        max(valid_to) filter (where valid_to <= $as_at) as ended_on
    from versions
    group by strand
),
said as (
    select
        *,
        coalesce(later, 0) - coalesce(earlier, 0) as more,
        case strand
            when 'self_service' then 'self-service applications'
            when 'consolidation' then 'application consolidation'
            when 'transformation' then 'transformation and service redesign'
            else replace(strand, '_', ' ')
        end as strand_said
    from sums
)
select
    'spend' as subject,
    said.kind,
    said.weight,
    abs(said.more)::double as size,
    said.strand as item_id,
    upper(said.strand_said[1]) || said.strand_said[2:] as title,
    '£'
    || format('{:,}', round(abs(said.more))::bigint)
    || case
        when coalesce(said.earlier, 0) = 0 and said.more > 0 then ' ' || said.verb || ' ' || said.strand_said || ', the first reported.'
        else
            if(said.more > 0, ' more ', ' less ')
            || said.verb
            || ' '
            || said.strand_said
            || ', £'
            || format('{:,}', round(coalesce(said.later, 0))::bigint)
            || ' in all.'
    end as sentence,
    null::varchar as alike,
    coalesce(said.brought_on, said.ended_on) as reporting_date,
    coalesce(said.brought_by, uploads_full.number) as upload,
    'spend' as page
from said
left join uploads_full on uploads_full.dataset = 'spend' and said.ended_on = uploads_full.reporting_date
where said.more <> 0
order by said.weight desc, size desc, said.strand
