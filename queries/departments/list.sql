-- The departments: what each holds, how far it has come, and how much waits to be done.
-- One row per department with an application as at the date, those with the most applications first.
-- in_scope, moved: applications in scope (see applications_scoped), and those of them that have moved; self_service, consolidate,
-- undecided: by disposition. blocked, late: see migrations_judged; of applications in scope. undated: in scope, not moved, and
-- nobody says when. gaps: contracts and support that end too early (see endings_dated).
-- interfaces: those with an end in the department; interfaces_across: of them, those with another department.
-- shared: its applications whose business function another department serves as well.
-- users, annual_cost_gbp: the sums of what is known; null where nothing is.
-- waves: the names of the waves in which its applications move; next_move, last_move: of those still to move.
-- uses: applications_scoped, migrations_judged, endings_dated
with functions as (
    -- few are written in many rows, so that only those are folded
    select
        business_function,
        lower(trim(business_function)) as function,
        list(distinct department) as departments
    from applications_scoped
    where valid_to > $as_at
    group by business_function
),
shared_functions as (
    select business_function
    from functions
    where function in (
        select function
        from (select function, unnest(departments) as department from functions)
        group by function
        having count(distinct department) > 1
    )
),
ends as (
    select
        interfaces.interface_id,
        sources.department as source_department,
        targets.department as target_department
    from interfaces_at($as_at, $ledger_version) as interfaces
    left join applications_scoped as sources
        on interfaces.source_application_id = sources.application_id and sources.valid_to > $as_at
    left join applications_scoped as targets
        on interfaces.target_application_id = targets.application_id and targets.valid_to > $as_at
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
held as (
    select
        applications.department,
        applications.in_scope,
        applications.to_consolidate,
        applications.disposition,
        applications.business_function,
        applications.users,
        applications.annual_cost_gbp,
        migrations.wave_id,
        migrations.expected_date,
        coalesce(migrations.is_migrated, false) as is_migrated,
        coalesce(migrations.is_blocked, false) and applications.in_scope as is_blocked,
        coalesce(migrations.is_late, false) and applications.in_scope as is_late,
        applications.in_scope and not coalesce(migrations.is_migrated, false) as is_to_move
    from applications_scoped as applications
    left join migrations_judged as migrations on applications.application_id = migrations.application_id
    where applications.valid_to > $as_at
),
counted_by_wave as (
    select
        department,
        wave_id,
        count(*) as applications,
        count(*) filter (where in_scope) as in_scope,
        count(*) filter (where in_scope and is_migrated) as moved,
        count(*) filter (where to_consolidate) as consolidate,
        count(*) filter (where disposition = 'self_service') as self_service,
        count(*) filter (where disposition = 'undecided') as undecided,
        count(*) filter (where is_blocked) as blocked,
        count(*) filter (where is_late and not is_blocked) as late,
        count(*) filter (where is_to_move and expected_date is null) as undated,
        count(*) filter (where business_function in (select shared_functions.business_function from shared_functions)) as shared,
        sum(users) as users,
        sum(annual_cost_gbp) as annual_cost_gbp,
        min(expected_date) filter (where is_to_move and expected_date >= $as_at) as next_move,
        max(expected_date) filter (where is_to_move and expected_date >= $as_at) as last_move
    from held
    group by department, wave_id
),
counted as (
    select
        held.department,
        sum(held.applications)::bigint as applications,
        sum(held.in_scope)::bigint as in_scope,
        sum(held.moved)::bigint as moved,
        sum(held.consolidate)::bigint as consolidate,
        sum(held.self_service)::bigint as self_service,
        sum(held.undecided)::bigint as undecided,
        sum(held.blocked)::bigint as blocked,
        sum(held.late)::bigint as late,
        sum(held.undated)::bigint as undated,
        sum(held.shared)::bigint as shared,
        sum(held.users)::bigint as users,
        sum(held.annual_cost_gbp) as annual_cost_gbp,
        string_agg(
            distinct coalesce(waves.name, held.wave_id || ' (not among the waves)'), ', '
            order by coalesce(waves.name, held.wave_id || ' (not among the waves)')
        ) filter (where held.in_scope > 0) as waves,
        min(held.next_move) as next_move,
        max(held.last_move) as last_move
    from counted_by_wave as held
    left join waves_at($as_at, $ledger_version) as waves on held.wave_id = waves.wave_id
    group by held.department
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
