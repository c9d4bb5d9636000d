-- The applications as a consolidation plan would have them, a page of those that match the filters.
-- One row per application as at the date; see applications_planned. matches: how many match in all.
-- $department text: only this department
-- $is_planned text: yes for those in the plan, no for the others
-- $changed text: yes for those that the plan changes, no for the others
-- $disposition text: only what is reported with this disposition
-- $search text: only applications of which one of the texts contains each of these words, in any case, accents aside
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
-- uses: applications_planned
with matching as (
    select
        application_id,
        name,
        department,
        business_function,
        product,
        disposition,
        core_component,
        is_planned,
        change,
        planned_disposition,
        planned_component,
        users,
        annual_cost_gbp,
        contract_end,
        valid_from as since,
        upload
    from applications_planned
    where
        ($department is null or department = $department)
        and ($is_planned is null or is_planned = ($is_planned = 'yes'))
        and ($changed is null or (change is not null) = ($changed = 'yes'))
        and ($disposition is null or disposition = $disposition)
        and (
            $search is null
            or len(
                list_filter(
                    string_split_regex(trim(strip_accents(lower($search::varchar))), '\s+'),
                    lambda word: not contains(
                        strip_accents(lower(concat_ws(
                            ' ', application_id, name, department, business_function, supplier, product, description
                        ))),
                        word
                    )
                )
            )
            = 0
        )
)
select *, (select count(*) from matching) as matches
from matching
order by change is null, is_planned desc, lower(name), application_id
limit $limit::bigint offset coalesce($offset::bigint, 0)
