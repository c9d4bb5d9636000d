-- A consolidation plan by department: what is in it, what it adds and what it drops.
-- One row per department with an application as at the date, those with the most in the plan first.
-- kept: in the plan, and reported so; added, dropped: by the plan; rest: in neither. planned: kept and added.
-- users, annual_cost_gbp: of those in the plan; null where none is known.
-- uses: applications_planned
select
    department,
    count(*) as applications,
    count(*) filter (where is_planned) as planned,
    count(*) filter (where is_planned and is_marked) as kept,
    count(*) filter (where change = 'added') as added,
    count(*) filter (where change = 'dropped') as dropped,
    count(*) filter (where not is_planned and not is_marked) as rest,
    (sum(users) filter (where is_planned))::bigint as users,
    sum(annual_cost_gbp) filter (where is_planned) as annual_cost_gbp
from applications_planned
group by department
order by planned desc, applications desc, department
