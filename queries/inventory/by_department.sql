-- Applications by department and disposition.
-- One row per department and disposition that occurs as at the date.
-- annual_cost_gbp: the sum of the known annual costs; null when none is known.
select department, disposition, count(*) as applications, sum(annual_cost_gbp) as annual_cost_gbp
from applications_at($as_at, $ledger_version)
group by department, disposition
order by department, disposition
