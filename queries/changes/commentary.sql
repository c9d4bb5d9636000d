-- What was said to the panel, or asked by it, since an earlier date.
-- One row per remark or question that came or went between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains; item_id is the remark's key.
-- kind: question (asked and answered), remark, withdrawn (no longer said). A remark put in other words is one that went and
-- one that came, for its text is its key.
-- uses: reports_compared, uploads_full
with later as (
    select * from commentary_at($as_at, $ledger_version)
),
earlier as (
    select commentary.*
    from commentary_versions($as_at, $ledger_version) as commentary
    inner join reports_compared
        on
            reports_compared.compared = 'before'
            and commentary.valid_from <= reports_compared.day
            and commentary.valid_to > reports_compared.day
),
changes as (
    select
        row_key as item,
        section as title,
        if(question is null, 'remark', 'question') as kind,
        if(question is null, 9, 33) as weight,
        if(
            question is null,
            'A remark on ' || section || ' was added: ' || rtrim(trim(text), '.') || '.',
            'A question on ' || section || ' was answered: ' || trim(question)
            || if(regexp_matches(trim(question), '[.?!]$'), '', '.')
        ) as sentence,
        if(question is null, '{n} remarks on ' || section || ' were added.', null) as alike,
        since as reporting_date,
        upload
    from later
    where
        row_key not in (select earlier.row_key from earlier)
        and exists (select 1 from reports_compared where reports_compared.compared = 'before')
    union all
    select
        earlier.row_key,
        earlier.section,
        'withdrawn',
        7,
        'A remark on ' || earlier.section || ' is no longer made: ' || rtrim(trim(earlier.text), '.') || '.',
        '{n} remarks on ' || earlier.section || ' are no longer made.',
        earlier.valid_to,
        uploads_full.number
    from earlier
    left join uploads_full on uploads_full.dataset = 'commentary' and earlier.valid_to = uploads_full.reporting_date
    where earlier.row_key not in (select later.row_key from later)
)
select
    'commentary' as subject,
    kind,
    weight,
    0::double as size,
    item as item_id,
    title,
    sentence,
    alike,
    reporting_date,
    upload,
    'overview' as page
from changes
order by weight desc, item, kind, sentence
