-- What changed among the criteria of the gateways since an earlier date: met, overdue, waived, due dates; evidence last.
-- One row per criterion and kind of change between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains.
-- kind: met, unmet (no longer reported as met), overdue (not yet at the earlier date; the rule stands in criteria_judged),
-- waived, status (any other change of it), due (another due date), added, removed, reworded, evidence.
-- uses: reports_compared, uploads_full, criteria_judged
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from
    from criteria_judged as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(status is distinct from lag(status) over by_report, false) as status_changed,
        coalesce(due_date is distinct from lag(due_date) over by_report, false) as due_changed,
        coalesce(
            hash(criterion, gateway_id, partner_id)
            is distinct from lag(hash(criterion, gateway_id, partner_id)) over by_report,
            false
        ) as wording_changed,
        coalesce(evidence is distinct from lag(evidence) over by_report, false) as evidence_changed
    from versions
    window by_report as (partition by item order by valid_from)
),
brought as (
    select
        item,
        max(reported_on) as latest_on,
        max_by(upload, valid_from) as latest_upload,
        min(reported_on) as first_on,
        min_by(upload, valid_from) as first_upload,
        max(reported_on) filter (where status_changed) as status_on,
        max_by(upload, valid_from) filter (where status_changed) as status_upload,
        max(reported_on) filter (where due_changed) as due_on,
        max_by(upload, valid_from) filter (where due_changed) as due_upload,
        max(reported_on) filter (where wording_changed) as wording_on,
        max_by(upload, valid_from) filter (where wording_changed) as wording_upload,
        max(reported_on) filter (where evidence_changed) as evidence_on,
        max_by(upload, valid_from) filter (where evidence_changed) as evidence_upload
    from followed
    where valid_from > looked_from
    group by item
),
pairs as (
    select
        coalesce(later.item, earlier.item) as item,
        earlier,
        later,
        earlier.row_key is not null as was_there,
        later.row_key is not null as is_there
    from (select * from versions where valid_to > $as_at) as later
    full join (select * from versions where valid_from <= looked_from) as earlier on later.item = earlier.item
),
removals as (
    select pairs.item, max(versions.valid_to) as removed_on
    from pairs
    inner join versions on pairs.item = versions.item
    where not pairs.is_there
    group by pairs.item
),
named as (
    select gateway_id, max_by(name, valid_from) as name
    from gateways_versions($as_at, $ledger_version)
    where valid_from <= $as_at
    group by gateway_id
),
compared as (
    select
        pairs.*,
        brought.* exclude (item),
        removals.removed_on,
        uploads_full.number as removed_by,
        coalesce(pairs.later.criterion, pairs.earlier.criterion) as title,
        coalesce(named.name, pairs.later.gateway_id, pairs.earlier.gateway_id) as gateway,
        rtrim(trim(coalesce(pairs.later.criterion, pairs.earlier.criterion)), '.') as said
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'gateway_criteria' and removals.removed_on = uploads_full.reporting_date
    left join named on coalesce(pairs.later.gateway_id, pairs.earlier.gateway_id) = named.gateway_id
),
changes as (
    select
        item,
        title,
        'met' as kind,
        59 as weight,
        0::double as size,
        'A criterion of ' || gateway || ' was met: ' || said || '.' as sentence,
        '{n} criteria of ' || gateway || ' were met.' as alike,
        coalesce(status_on, first_on) as reporting_date,
        coalesce(status_upload, first_upload) as upload
    from compared
    where
        is_there
        and later.status = 'met'
        and earlier.status is distinct from 'met'
    union all
    select
        item,
        title,
        'unmet',
        69,
        0::double,
        'A criterion of ' || gateway || ' is no longer reported as met: ' || said || '.',
        '{n} criteria of ' || gateway || ' are no longer reported as met.',
        status_on,
        status_upload
    from compared
    where
        was_there and is_there
        and earlier.status = 'met'
        and later.status <> 'met'
    union all
    select
        item,
        title,
        'overdue',
        65,
        (date_diff('day', later.due_date, $as_at))::double,
        'A criterion of '
        || gateway
        || ', due on '
        || strftime(later.due_date, '%-d %B %Y')
        || ', became overdue: '
        || said
        || '.',
        '{n} criteria of ' || gateway || ' became overdue.',
        coalesce(latest_on, later.valid_from),
        coalesce(latest_upload, later.upload)
    from compared
    where
        is_there
        and later.overdue_from <= $as_at
        and coalesce(earlier.overdue_from > earlier.looked_from, true)
    union all
    select
        item,
        title,
        'waived',
        60,
        0::double,
        'A criterion of ' || gateway || ' was waived: ' || said || '.',
        '{n} criteria of ' || gateway || ' were waived.',
        status_on,
        status_upload
    from compared
    where
        was_there and is_there
        and later.status = 'waived'
        and earlier.status <> 'waived'
    union all
    select
        item,
        title,
        'status',
        30,
        0::double,
        'A criterion of ' || gateway || ' is now ' || replace(later.status, '_', ' ') || ': ' || said || '.',
        '{n} criteria of ' || gateway || ' are now ' || replace(later.status, '_', ' ') || '.',
        status_on,
        status_upload
    from compared
    where
        was_there and is_there
        and later.status <> earlier.status
        and later.status not in ('met', 'waived')
        and earlier.status <> 'met'
    union all
    select
        item,
        title,
        'due',
        42,
        (coalesce(abs(date_diff('day', earlier.due_date, later.due_date)), 0))::double,
        case
            when later.due_date is null then 'A criterion of ' || gateway || ' has no due date any more: '
            when earlier.due_date is null
                then
                    'A criterion of '
                    || gateway
                    || ' is now due on '
                    || strftime(later.due_date, '%-d %B %Y')
                    || ': '
            else
                'A criterion of '
                || gateway
                || ' is due on '
                || strftime(later.due_date, '%-d %B %Y')
                || ', no longer on '
                || strftime(earlier.due_date, '%-d %B %Y')
                || ': '
        end
        || said
        || '.',
        '{n} criteria of ' || gateway || ' have other due dates.',
        due_on,
        due_upload
    from compared
    where
        was_there and is_there
        and later.due_date is distinct from earlier.due_date
    union all
    select
        item,
        title,
        'added',
        31,
        0::double,
        'A criterion was added to ' || gateway || ': ' || said || '.',
        '{n} criteria were added to ' || gateway || '.',
        first_on,
        first_upload
    from compared
    where
        not was_there
        and is_there
        and later.status <> 'met'
    union all
    select
        item,
        title,
        'removed',
        44,
        0::double,
        'A criterion of ' || gateway || ' was removed: ' || said || '.',
        '{n} criteria of ' || gateway || ' were removed.',
        removed_on,
        removed_by
    from compared
    where
        was_there
        and not is_there
    union all
    select
        item,
        title,
        'reworded',
        21,
        0::double,
        'A criterion of ' || gateway || ' was worded or assigned anew: ' || said || '.',
        '{n} criteria of ' || gateway || ' were worded or assigned anew.',
        wording_on,
        wording_upload
    from compared
    where
        was_there and is_there
        and (
            later.criterion <> earlier.criterion
            or later.gateway_id <> earlier.gateway_id
            or later.partner_id is distinct from earlier.partner_id
        )
    union all
    select
        item,
        title,
        'evidence',
        5,
        0::double,
        'The evidence for a criterion of ' || gateway || ' was changed: ' || said || '.',
        'The evidence for {n} criteria of ' || gateway || ' was changed.',
        evidence_on,
        evidence_upload
    from compared
    where
        was_there and is_there
        and later.evidence is distinct from earlier.evidence
        and later.status = earlier.status
)
select
    'criteria' as subject,
    kind,
    weight,
    size,
    item as item_id,
    title,
    sentence,
    alike,
    reporting_date,
    upload,
    'gateways' as page
from changes
order by weight desc, size desc, item, kind, sentence
