-- What is still to move, by who and what holds it: by department, by wave and by blocker.
-- One row per kind (department, wave, blocker) and name, of each kind the one that holds most first.
-- remaining: applications in scope (see applications_scoped) that have not moved; those without a row among the migrations
-- count too, in the wave ‘In no wave’. Where there is no inventory at all every migration counts.
-- of blocker: only those that are blocked, together where the same is written.
-- code: what the list of migrations is filtered by: the department, or the wave's reference; null for ‘In no wave’ and blockers.
-- longest_late: the most days that one of them is past its expected date; null where none is. late, blocked: how many are.
-- share_pct: of all that are still to move.
-- uses: migrations_listed, applications_scoped
with inventory as (
    select application_id, department
    from applications_scoped
    where valid_to > $as_at and in_scope
),
remaining as (
    select
        coalesce(inventory.application_id, migrations.application_id) as application_id,
        coalesce(inventory.department, migrations.department) as department,
        migrations.wave_id,
        coalesce(migrations.wave, 'In no wave') as wave,
        coalesce(migrations.is_late, false) as is_late,
        migrations.days_late,
        coalesce(migrations.is_blocked, false) as is_blocked,
        regexp_replace(trim(migrations.blocker), '\s+', ' ', 'g') as blocker
    from inventory
    full join migrations_listed as migrations on inventory.application_id = migrations.application_id
    where
        not coalesce(migrations.is_migrated, false)
        and (inventory.application_id is not null or not migrations.in_inventory)
),
held as (
    select 'department' as kind, department as code, department as name, * exclude (department) from remaining
    union all by name
    select 'wave' as kind, wave_id as code, wave as name, * exclude (wave_id, wave) from remaining
    union all by name
    select 'blocker' as kind, null as code, blocker as name, * exclude (blocker) from remaining where is_blocked
)
select
    kind,
    code,
    name,
    count(*) as remaining,
    count(*) filter (where is_blocked) as blocked,
    count(*) filter (where is_late) as late,
    max(days_late) as longest_late,
    percent(count(*), (select count(*) from remaining)) as share_pct
from held
group by kind, code, name
order by list_position(['department', 'wave', 'blocker'], kind), remaining desc, name, code nulls last
