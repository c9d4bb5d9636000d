-- What changed since the previous report, or since any date picked, in plain sentences, the most important first.
-- One row per change, or per several alike; none when nothing changed, or when there was no earlier report and no pick.
-- It gathers every query whose name begins with changes_, so that a later dataset joins by adding one.
-- subject: what the change is about, as the rest of that query's name. kind: what sort of change; each query explains its own.
-- weight: how important, 0 to 100: from 85 the go-live, the gateways, the budget, a partner's withdrawal; from 70 milestones,
-- partners' stages, meetings and moves; from 40 single moves, concerns, criteria and money; below 20 descriptions; below 10
-- words only. Of equal weight the larger size, days, pounds or steps, comes first.
-- rank: 1 is the most important. changes: how many there are in all, whatever the limit.
-- item_id, title: the row's key and name; null and a count where several stand together. sentence: what happened, to be shown.
-- alike: what changes that can stand together have in common; null where they can't. things: how many stand together.
-- For the rows behind such a one, ask again with its subject, kind and alike, and $together 0.
-- reporting_date, upload: which report and upload brought it; of several the latest. page: where it is explained.
-- since: the date looked from.
-- $subject text: only changes of this subject
-- $kind text: only changes of this kind
-- $alike text: only changes that have this in common
-- $together integer = 3: how many that are alike are told one by one; more stand together; 0 tells each by itself
-- $limit integer: how many rows at most
-- uses: reports_compared
-- gathers: changes_* as every_change
with chosen as (
    select
        -- a question or an exclamation in the data ends its sentence by itself
        * replace (regexp_replace(sentence, '([?!…])\.( |$)', '\1\2', 'g') as sentence),
        count(*) over (partition by subject, kind, alike) as many
    from every_change
    where
        ($subject is null or subject = $subject)
        and ($kind is null or kind = $kind)
        and ($alike is null or alike = $alike)
),
told as (
    select *, alike is not null and $together::bigint > 0 and many > $together::bigint as stands_together
    from chosen
),
rows_told as (
    select subject, kind, weight, size, item_id, title, sentence, alike, 1 as things, reporting_date, upload, page
    from told
    where not stands_together
    union all
    select
        subject,
        kind,
        max(weight),
        max(size),
        null,
        format('{:,}', count(*)) || ' ' || replace(subject, '_', ' '),
        replace(alike, '{n}', format('{:,}', count(*))),
        alike,
        count(*),
        max(reporting_date),
        max(upload),
        any_value(page)
    from told
    where stands_together
    group by subject, kind, alike
),
ranked as (
    select
        row_number() over (
            order by weight desc, things desc, size desc, subject, kind, title, item_id nulls first, sentence
        ) as rank,
        *,
        count(*) over () as changes
    from rows_told
)
select ranked.*, reports_compared.day as since
from ranked
left join reports_compared on reports_compared.compared = 'before'
order by ranked.rank
limit $limit::bigint
