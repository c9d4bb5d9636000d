-- What changed in the inventory since an earlier date: applications found late, gone, in or out of scope, costs.
-- One row per application and kind of change between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains.
-- kind: added, removed, scope (it came into scope or left it; the rule stands in applications_scoped), disposition, money
-- (annual cost), contract, other (any other field), description (words only).
-- uses: reports_compared, uploads_full, applications_scoped
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from,
        hash(
            kept.name, kept.department, kept.business_function, kept.supplier, kept.product, kept.users, kept.hosting,
            kept.criticality, kept.business_value, kept.technical_fit, kept.core_component
        ) as described
    from applications_scoped as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(disposition is distinct from lag(disposition) over by_report, false) as disposition_changed,
        coalesce(annual_cost_gbp is distinct from lag(annual_cost_gbp) over by_report, false) as cost_changed,
        coalesce(contract_end is distinct from lag(contract_end) over by_report, false) as contract_changed,
        coalesce(described is distinct from lag(described) over by_report, false) as other_changed,
        coalesce(description is distinct from lag(description) over by_report, false) as description_changed
    from versions
    window by_report as (partition by item order by valid_from)
),
brought as (
    select
        item,
        max(valid_from) as latest_on,
        max_by(upload, valid_from) as latest_upload,
        min(valid_from) as first_on,
        min_by(upload, valid_from) as first_upload,
        max(valid_from) filter (where disposition_changed) as disposition_on,
        max_by(upload, valid_from) filter (where disposition_changed) as disposition_upload,
        max(valid_from) filter (where cost_changed) as cost_on,
        max_by(upload, valid_from) filter (where cost_changed) as cost_upload,
        max(valid_from) filter (where contract_changed) as contract_on,
        max_by(upload, valid_from) filter (where contract_changed) as contract_upload,
        max(valid_from) filter (where other_changed) as other_on,
        max_by(upload, valid_from) filter (where other_changed) as other_upload,
        max(valid_from) filter (where description_changed) as description_on,
        max_by(upload, valid_from) filter (where description_changed) as description_upload
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
compared as (
    select
        pairs.*,
        brought.* exclude (item),
        removals.removed_on,
        uploads_full.number as removed_by,
        coalesce(pairs.later.name, pairs.earlier.name) as title
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'applications' and removals.removed_on = uploads_full.reporting_date
),
changes as (
    select
        item,
        title,
        'added' as kind,
        if(later.in_scope, 64, 50) as weight,
        0::double as size,
        title
        || ' was added to the inventory, '
        || case later.disposition
            when 'undecided' then 'undecided'
            when 'self_service' then 'to become self-service'
            when 'retain' then 'to be kept'
            else 'to be ' || rtrim(later.disposition, 'e') || 'ed'
        end
        || '.' as sentence,
        '{n} applications were added to the inventory in '
        || later.department
        || if(later.in_scope, ', in scope.', ', not in scope.') as alike,
        first_on as reporting_date,
        first_upload as upload
    from compared
    where
        not was_there
        and is_there
    union all
    select
        item,
        title,
        'removed',
        if(earlier.in_scope, 54, 47),
        0::double,
        title || ' was removed from the inventory' || if(earlier.in_scope, '; it was in scope.', '.'),
        '{n} applications were removed from the inventory in ' || earlier.department || '.',
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
        'scope',
        63,
        0::double,
        title
        || if(later.in_scope, ' came into scope: ', ' left the scope: ')
        || case later.disposition
            when 'undecided' then 'undecided'
            when 'self_service' then 'to become self-service'
            when 'retain' then 'to be kept'
            else 'to be ' || rtrim(later.disposition, 'e') || 'ed'
        end
        || ', no longer '
        || case earlier.disposition
            when 'undecided' then 'undecided'
            when 'self_service' then 'to become self-service'
            when 'retain' then 'to be kept'
            else 'to be ' || rtrim(earlier.disposition, 'e') || 'ed'
        end
        || '.',
        '{n} applications in ' || later.department || if(later.in_scope, ' came into scope.', ' left the scope.'),
        disposition_on,
        disposition_upload
    from compared
    where
        was_there and is_there
        and later.in_scope <> earlier.in_scope
    union all
    select
        item,
        title,
        'disposition',
        52,
        0::double,
        title
        || ' is now '
        || case later.disposition
            when 'undecided' then 'undecided'
            when 'self_service' then 'to become self-service'
            when 'retain' then 'to be kept'
            else 'to be ' || rtrim(later.disposition, 'e') || 'ed'
        end
        || ', no longer '
        || case earlier.disposition
            when 'undecided' then 'undecided'
            when 'self_service' then 'to become self-service'
            when 'retain' then 'to be kept'
            else 'to be ' || rtrim(earlier.disposition, 'e') || 'ed'
        end
        || '.',
        '{n} applications in ' || later.department || ' are now ' || case later.disposition
            when 'undecided' then 'undecided'
            when 'self_service' then 'to become self-service'
            when 'retain' then 'to be kept'
            else 'to be ' || rtrim(later.disposition, 'e') || 'ed'
        end || '.',
        disposition_on,
        disposition_upload
    from compared
    where
        was_there and is_there
        and later.in_scope = earlier.in_scope
        and later.disposition <> earlier.disposition
    union all
    select
        item,
        title,
        'money',
        26,
        (abs(coalesce(later.annual_cost_gbp, 0) - coalesce(earlier.annual_cost_gbp, 0)))::double,
        case
            when earlier.annual_cost_gbp is null
                then
                    'The annual cost of '
                    || title
                    || ' is now known: '
                    || '£'
                    || replace(format('{:,.2f}', abs(later.annual_cost_gbp)::double), '.00', '')
            when later.annual_cost_gbp is null then 'The annual cost of ' || title || ' is no longer given'
            else
                'The annual cost of '
                || title
                || if(later.annual_cost_gbp > earlier.annual_cost_gbp, ' rose by ', ' fell by ')
                || '£'
                || replace(format('{:,.2f}', abs(later.annual_cost_gbp - earlier.annual_cost_gbp)::double), '.00', '')
                || ', to '
                || '£' || replace(format('{:,.2f}', abs(later.annual_cost_gbp)::double), '.00', '')
        end
        || '.',
        'The annual costs of {n} applications in ' || later.department || ' changed.',
        cost_on,
        cost_upload
    from compared
    where
        was_there and is_there
        and later.annual_cost_gbp is distinct from earlier.annual_cost_gbp
    union all
    select
        item,
        title,
        'contract',
        24,
        (coalesce(abs(date_diff('day', earlier.contract_end, later.contract_end)), 0))::double,
        case
            when later.contract_end is null then 'The end of the contract for ' || title || ' is no longer given'
            when earlier.contract_end is null
                then
                    'The contract for '
                    || title
                    || ' ends on '
                    || strftime(later.contract_end, '%-d %B %Y')
            else
                'The end of the contract for '
                || title
                || ' moved from '
                || strftime(earlier.contract_end, '%-d %B %Y')
                || ' to '
                || strftime(later.contract_end, '%-d %B %Y')
        end
        || '.',
        'The contracts of {n} applications in ' || later.department || ' have other end dates.',
        contract_on,
        contract_upload
    from compared
    where
        was_there and is_there
        and later.contract_end is distinct from earlier.contract_end
    union all
    select
        item,
        title,
        'other',
        12,
        0::double,
        title
        || ' was described anew: '
        || concat_ws(
            ', ',
                if(later.supplier is distinct from earlier.supplier, 'supplier', null),
                if(later.product is distinct from earlier.product, 'product', null),
                if(later.users is distinct from earlier.users, 'number of users', null),
                if(later.hosting is distinct from earlier.hosting, 'hosting', null),
                if(later.criticality is distinct from earlier.criticality, 'criticality', null),
                if(later.business_value is distinct from earlier.business_value, 'business value', null),
                if(later.technical_fit is distinct from earlier.technical_fit, 'technical fit', null),
                if(later.core_component is distinct from earlier.core_component, 'core component', null),
                if(later.business_function is distinct from earlier.business_function, 'business function', null),
                if(later.department is distinct from earlier.department, 'department', null),
                if(later.name is distinct from earlier.name, 'name', null)
        )
        || '.',
        '{n} applications in ' || later.department || ' were described anew.',
        other_on,
        other_upload
    from compared
    where
        was_there and is_there
        and (
            later.supplier is distinct from earlier.supplier
            or later.product is distinct from earlier.product
            or later.users is distinct from earlier.users
            or later.hosting is distinct from earlier.hosting
            or later.criticality is distinct from earlier.criticality
            or later.business_value is distinct from earlier.business_value
            or later.technical_fit is distinct from earlier.technical_fit
            or later.core_component is distinct from earlier.core_component
            or later.business_function is distinct from earlier.business_function
            or later.department is distinct from earlier.department
            or later.name is distinct from earlier.name
        )
    union all
    select
        item,
        title,
        'description',
        4,
        0::double,
        'The description of ' || title || ' was changed.',
        'The descriptions of {n} applications in ' || later.department || ' were changed.',
        description_on,
        description_upload
    from compared
    where
        was_there and is_there
        and later.description is distinct from earlier.description
)
select
    'applications' as subject,
    kind,
    weight,
    size,
    item as item_id,
    title,
    sentence,
    alike,
    reporting_date,
    upload,
    'inventory' as page
from changes
order by weight desc, size desc, item, kind, sentence
