-- The way from every application to those already in the core infrastructure.
-- One row per step, each a part of the one before; no rows while the inventory is empty.
-- code: all, in_scope, consolidate, started (its migration is past not_started) or migrated (by the as-at date);
-- inventory_list shows the rows behind a step by its parameter of the same name.
-- share_pct: the step's applications as a percentage of all (see percent in data/ledger/schema.py).
-- annual_cost_gbp: the sum of the known annual costs; null when none is known.
-- uses: applications_scoped, migrations_listed
with current_applications as (
    select
        applications.annual_cost_gbp,
        applications.in_scope,
        applications.to_consolidate,
        applications.to_consolidate and coalesce(migrations.stage_order > 1, false) as to_consolidate_started,
        applications.to_consolidate and coalesce(migrations.is_migrated, false) as consolidated
    from applications_scoped as applications
    left join migrations_listed as migrations on applications.application_id = migrations.application_id
    where applications.valid_to > $as_at
),
counted_steps as (
    select
        count(*) as all_applications,
        unnest([
            {'step': 1, 'code': 'all', 'label': 'All applications',
             'applications': count(*), 'annual_cost_gbp': sum(annual_cost_gbp)},
            {'step': 2, 'code': 'in_scope', 'label': 'In scope of the migration',
             'applications': count(*) filter (where in_scope),
             'annual_cost_gbp': sum(annual_cost_gbp) filter (where in_scope)},
            {'step': 3, 'code': 'consolidate', 'label': 'To consolidate into the core',
             'applications': count(*) filter (where to_consolidate),
             'annual_cost_gbp': sum(annual_cost_gbp) filter (where to_consolidate)},
            {'step': 4, 'code': 'started', 'label': 'Consolidation started',
             'applications': count(*) filter (where to_consolidate_started),
             'annual_cost_gbp': sum(annual_cost_gbp) filter (where to_consolidate_started)},
            {'step': 5, 'code': 'migrated', 'label': 'Already in the core',
             'applications': count(*) filter (where consolidated),
             'annual_cost_gbp': sum(annual_cost_gbp) filter (where consolidated)}
        ], recursive := true)
    from current_applications
    having count(*) > 0
)
select step, code, label, applications, percent(applications, all_applications) as share_pct, annual_cost_gbp
from counted_steps
order by step
