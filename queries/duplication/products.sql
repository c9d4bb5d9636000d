-- Products that stand behind several applications: what may have been bought more than once.
-- One row per supplier and product with two applications or more as at the date; upper and lower case are one.
-- applications, departments: how many, and in how many departments; named: those departments, of which
-- upper and lower case and spaces around are one as well, as in Data quality.
-- consolidate: how many of the applications are to be consolidated (see applications_scoped).
-- annual_cost_gbp: the sum of the known annual costs; null when none is known.
-- shared_products, shared_applications: in all rows that are in several departments, products and their applications.
-- uses: applications_scoped
with by_department as (
    select
        lower(trim(product)) as sold,
        lower(trim(coalesce(supplier, ''))) as seller,
        lower(trim(department)) as owned,
        min(product) as product,
        min(supplier) as supplier,
        min(department) as department,
        count(*) as applications,
        count(*) filter (where to_consolidate) as consolidate,
        sum(annual_cost_gbp) as annual_cost_gbp
    from applications_scoped
    where valid_to > $as_at and trim(product) <> ''
    group by sold, seller, owned
),
counted as (
    select
        min(product) as product,
        min(supplier) as supplier,
        sum(applications)::bigint as applications,
        count(*) as departments,
        string_agg(department, ', ' order by department) as named,
        sum(consolidate)::bigint as consolidate,
        sum(annual_cost_gbp) as annual_cost_gbp
    from by_department
    group by sold, seller
    having sum(applications) > 1
)
select
    *,
    count(*) filter (where departments > 1) over () as shared_products,
    coalesce(sum(applications) filter (where departments > 1) over (), 0)::bigint as shared_applications
from counted
order by departments desc, applications desc, product, supplier
