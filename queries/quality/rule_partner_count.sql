-- A partner's count other than the inventory's
-- One row for the one committed council where the applications in scope that it reports are not those of the inventory.
-- The columns are those of quality_findings. Medium. Where several councils are committed, whose inventory it is isn't
-- known, and nothing is compared.
-- uses: partners_counted, applications_scoped
with councils as (
    select *, count(*) over () as councils
    from partners_counted
    where valid_to > $as_at and is_committed and category = 'council'
),
scope as (
    select count(*) filter (where in_scope) as applications, count(*) as held
    from applications_scoped
    where valid_to > $as_at
)
select
    'partner_count' as rule,
    'medium' as severity,
    'partners' as dataset,
    councils.partner_id as item_id,
    councils.name as title,
    'Reports '
    || format('{:,}', councils.applications_in_scope)
    || if(councils.applications_in_scope = 1, ' application', ' applications')
    || ' in scope; the inventory holds '
    || format('{:,}', scope.applications)
    || '.' as finding,
    councils.reported_on as since,
    councils.upload
from councils, scope
where councils.councils = 1 and scope.held > 0 and councils.applications_in_scope <> scope.applications
order by councils.partner_id
