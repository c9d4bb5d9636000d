-- Business functions for which several applications are held: where the same work may be done more than once.
-- One row per business function with two applications or more as at the date; upper and lower case are one.
-- applications, departments: how many, and in how many departments; named: those departments, of which
-- upper and lower case and spaces around are one as well, as in Data quality.
-- consolidate: how many of the applications are to be consolidated (see applications_scoped).
-- annual_cost_gbp: the sum of the known annual costs; null when none is known.
-- shared_functions, shared_applications: in all rows that are in several departments, functions and their applications.
-- uses: applications_scoped
with by_department as (
    select
        lower(trim(business_function)) as function,
        lower(trim(department)) as owned,
        min(business_function) as business_function,
        min(department) as department,
        count(*) as applications,
        count(*) filter (where to_consolidate) as consolidate,
        sum(annual_cost_gbp) as annual_cost_gbp
    from applications_scoped
    where valid_to > $as_at
    group by function, owned
),
counted as (
    select
        min(business_function) as business_function,
        sum(applications)::bigint as applications,
        count(*) as departments,
        string_agg(department, ', ' order by department) as named,
        sum(consolidate)::bigint as consolidate,
        sum(annual_cost_gbp) as annual_cost_gbp
    from by_department
    group by function
    having sum(applications) > 1
)
select
    *,
    count(*) filter (where departments > 1) over () as shared_functions,
    coalesce(sum(applications) filter (where departments > 1) over (), 0)::bigint as shared_applications
from counted
order by departments desc, applications desc, business_function
