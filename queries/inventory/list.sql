-- The inventory: a page of the applications that match the filters.
-- One row per application as at the date.
-- time_quadrant: tolerate, invest, migrate or eliminate; the rule stands in applications_scoped.
-- stage: of its migration; null when it has none. matches: how many applications match the filters in all.
-- $department text: only this department
-- $disposition text: only this disposition
-- $criticality text: only this criticality
-- $hosting text: only this hosting
-- $time_quadrant text: only this TIME quadrant
-- $step text: only those counted in this step of inventory_to_core: all, in_scope, consolidate, started or migrated; or unplanned:
-- only those in scope of which no migration is reported
-- $business_function text: only this business function, in any case
-- $product text: only this product, in any case
-- $business_value integer: only this business value
-- $technical_fit integer: only this technical fit
-- $search text: only applications of which one of the texts contains each of these words, in any case, accents aside
-- $sort text = name: name, annual_cost_gbp or users (largest first), or contract_end (soonest first)
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
-- uses: applications_scoped, migrations_dated
with staged_applications as (
    select
        applications.*,
        migrations.stage,
        is_done(migrations.migrated_on, $as_at) as is_migrated,
        strip_accents(lower(concat_ws(
            ' ', applications.application_id, applications.name, applications.department,
            applications.business_function, applications.supplier, applications.product,
            applications.core_component, applications.description
        ))) as all_words
    from applications_scoped as applications
    left join migrations_dated as migrations
        on applications.application_id = migrations.application_id and migrations.valid_to > $as_at
    where applications.valid_to > $as_at
),
matching as (
select
    application_id,
    name,
    department,
    business_function,
    supplier,
    product,
    users,
    annual_cost_gbp,
    hosting,
    criticality,
    business_value,
    technical_fit,
    time_quadrant,
    contract_end,
    disposition,
    core_component,
    in_scope,
    stage,
    is_migrated,
    valid_from as since,
    upload
from staged_applications
where
    ($department is null or department = $department)
    and ($disposition is null or disposition = $disposition)
    and ($criticality is null or criticality = $criticality)
    and ($hosting is null or hosting = $hosting)
    and ($time_quadrant is null or time_quadrant = $time_quadrant)
    and ($business_function is null or lower(trim(business_function)) = lower(trim($business_function::varchar)))
    and ($product is null or lower(trim(product)) = lower(trim($product::varchar)))
    and ($business_value is null or business_value = $business_value::bigint)
    and ($technical_fit is null or technical_fit = $technical_fit::bigint)
    and (
        $search is null
        or len(
            list_filter(
                string_split_regex(trim(strip_accents(lower($search::varchar))), '\s+'),
                lambda word: not contains(all_words, word)
            )
        )
        = 0
    )
    and case $step::varchar
        when 'in_scope' then in_scope
        when 'unplanned' then in_scope and stage is null
        when 'consolidate' then to_consolidate
        when 'started' then to_consolidate and coalesce(stage <> 'not_started', false)
        when 'migrated' then to_consolidate and is_migrated
        else true
    end
)
-- counted beside the rows and not in a window, which fails now and then in DuckDB 1.5.5 when threads share it
select *, (select count(*) from matching) as matches
from matching
order by
    case $sort::varchar when 'annual_cost_gbp' then annual_cost_gbp when 'users' then users end desc nulls last,
    case when $sort::varchar = 'contract_end' then contract_end end asc nulls last,
    lower(name),
    application_id
limit $limit::bigint offset coalesce($offset::bigint, 0)
