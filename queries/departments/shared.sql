-- What a department's applications do, or are, that those of other departments do or are as well.
-- One row per business function or product that the department and another one hold as at the date, those held most often first;
-- upper and lower case are one.
-- alike_in: function or product. held: the function or product; supplier: the product's; null for functions.
-- own, elsewhere: applications of the department and of others; names, other_names: what they are called. departments: how many others;
-- named: which. own_consolidate, elsewhere_consolidate: of them, to be consolidated (see applications_scoped).
-- annual_cost_gbp: of the department's own, where known. own_shared: in all rows, how many of its applications occur in one.
-- $department text: the department; without one nothing is shared
-- uses: applications_scoped
with applications as (
    select application_id, name, department, annual_cost_gbp, to_consolidate, business_function, product, supplier
    from applications_scoped
    where valid_to > $as_at
),
spelt as (
    -- few are written in many rows, so that only those are folded
    select
        'function' as alike_in,
        business_function as held,
        null::varchar as supplier,
        coalesce(bool_or(department = $department), false) as is_own
    from applications
    group by business_function
    union all
    select 'product', product, supplier, coalesce(bool_or(department = $department), false)
    from applications
    group by product, supplier
),
folded as (
    select *, lower(trim(held)) || chr(31) || lower(trim(coalesce(supplier, ''))) as same
    from spelt
    where trim(held) <> ''
),
wanted as (
    select * exclude (is_own)
    from folded
    where (alike_in, same) in (select (folded.alike_in, folded.same) from folded where folded.is_own)
),
alike as (
    select applications.* exclude (supplier), wanted.*, applications.department = $department as is_own
    from applications
    inner join wanted on wanted.alike_in = 'function' and applications.business_function = wanted.held
    union all by name
    select applications.* exclude (supplier), wanted.*, applications.department = $department as is_own
    from applications
    inner join wanted
        on
            wanted.alike_in = 'product'
            and applications.product = wanted.held
            and applications.supplier is not distinct from wanted.supplier
),
counted as (
    select
        alike_in,
        min(held) as held,
        min(supplier) as supplier,
        count(*) filter (where is_own) as own,
        count(*) filter (where not is_own) as elsewhere,
        string_agg(name, ', ' order by lower(name), application_id) filter (where is_own) as names,
        string_agg(name, ', ' order by lower(name), application_id) filter (where not is_own) as other_names,
        count(distinct department) filter (where not is_own) as departments,
        string_agg(distinct department, ', ' order by department) filter (where not is_own) as named,
        count(*) filter (where is_own and to_consolidate) as own_consolidate,
        count(*) filter (where not is_own and to_consolidate) as elsewhere_consolidate,
        sum(annual_cost_gbp) filter (where is_own) as annual_cost_gbp,
        list(application_id) filter (where is_own) as own_applications
    from alike
    group by alike_in, same
    having own > 0 and elsewhere > 0
)
select
    * exclude (own_applications),
    (select count(distinct application_id) from (select unnest(own_applications) as application_id from counted)) as own_shared
from counted
order by own + elsewhere desc, alike_in, lower(held), supplier
