-- The departments: what each holds, how far it has come, and how much waits to be done.
-- One row per department with an application as at the date, those with the most applications first.
-- in_scope, moved: applications in scope (see applications_scoped), and those of them that have moved; self_service, consolidate,
-- undecided: by disposition. blocked, late: see migrations_listed; of applications in scope. undated: in scope, not moved, and
-- nobody says when. gaps: contracts and support that end too early (see endings_dated).
-- interfaces: those with an end in the department; interfaces_across: of them, those with another department.
-- shared: its applications whose business function another department serves as well.
-- users, annual_cost_gbp: the sums of what is known; null where nothing is.
-- waves: the names of the waves in which its applications move; next_move, last_move: of those still to move.
-- uses: applications_scoped, migrations_listed, endings_dated
with held as (
    select
        applications.*,
        lower(trim(applications.business_function)) as function,
        migrations.wave,
        migrations.expected_date,
        coalesce(migrations.is_migrated, false) as is_migrated,
        coalesce(migrations.is_blocked, false) and applications.in_scope as is_blocked,
        coalesce(migrations.is_late, false) and applications.in_scope as is_late
    from applications_scoped as applications
    left join migrations_listed as migrations on applications.application_id = migrations.application_id
    where applications.valid_to > $as_at
),
functions as (
    select function from held group by function having count(distinct department) > 1
),
ends as (
    select
        interfaces.interface_id,
        sources.department as source_department,
        targets.department as target_department
    from interfaces_at($as_at, $ledger_version) as interfaces
    left join held as sources on interfaces.source_application_id = sources.application_id
    left join held as targets on interfaces.target_application_id = targets.application_id
),
touching as (
    select department, count(*) as interfaces, count(*) filter (where is_across) as interfaces_across
    from (
        select source_department as department, source_department is distinct from target_department as is_across from ends
        union all
        select target_department as department, true as is_across
        from ends
        where target_department is distinct from source_department
    )
    where department is not null
    group by department
),
early as (
    select department, count(*) as gaps from endings_dated where is_gap group by department
),
counted as (
    select
        department,
        count(*) as applications,
        count(*) filter (where in_scope) as in_scope,
        count(*) filter (where in_scope and is_migrated) as moved,
        count(*) filter (where to_consolidate) as consolidate,
        count(*) filter (where disposition = 'self_service') as self_service,
        count(*) filter (where disposition = 'undecided') as undecided,
        count(*) filter (where is_blocked) as blocked,
        count(*) filter (where is_late and not is_blocked) as late,
        count(*) filter (where in_scope and not is_migrated and expected_date is null) as undated,
        count(*) filter (where function in (select functions.function from functions)) as shared,
        sum(users)::bigint as users,
        sum(annual_cost_gbp) as annual_cost_gbp,
        string_agg(distinct wave, ', ' order by wave) filter (where in_scope) as waves,
        min(expected_date) filter (where in_scope and not is_migrated and expected_date >= $as_at) as next_move,
        max(expected_date) filter (where in_scope and not is_migrated and expected_date >= $as_at) as last_move
    from held
    group by department
)
select
    counted.*,
    coalesce(early.gaps, 0) as gaps,
    coalesce(touching.interfaces, 0) as interfaces,
    coalesce(touching.interfaces_across, 0) as interfaces_across
from counted
left join early on counted.department = early.department
left join touching on counted.department = touching.department
order by counted.applications desc, counted.department
