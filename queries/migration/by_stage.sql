-- How far each department's applications have come.
-- One row per department and stage that occurs among the migrations as at the date.
-- department: ‘Not in the inventory’ for migrations of applications that the inventory does not have at the date.
-- stage: as reported; a stage of migrated counts in the headline only when its actual date has come.
-- uses: migrations_listed
select department, stage, stage_order, count(*) as applications, count(*) filter (where is_migrated) as migrated
from migrations_listed
group by department, stage, stage_order
order by department, stage_order
