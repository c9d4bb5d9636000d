-- The dates that moved since an earlier report: of gateways, milestones and the go-live, waves, and decisions to come.
-- One row per thing that was not done at the earlier date and is expected on another day now, the weightiest first: the
-- go-live, gateways, decisions, milestones, waves; of each kind those that moved furthest. What is due on an earlier day now, which
-- has passed without it, is overdue and not early: it is left out.
-- lane: gateways, waves or decisions; item_id, name; kind: go_live, gateway, milestone, wave, or the purpose of a decision.
-- before_date, now_date: the day expected then and now, the actual one once it has come; of a wave that has finished since, and of
-- which no finish was forecast, the day of its last move as expected then, where that was after its baseline: of the moves that it
-- has still, for a wave from which the slowest was taken is no quicker. days: by how many it
-- moved; above zero later. previous_report: the date that before_date is of: the previous reporting date, unless $since was given.
-- uses: reports_compared, gateways_rated, waves_finished, decisions_dated, migrations_dated, applications_scoped
with last_moves as (
    select migrations.wave_id, max(migrations.expected_date) as last_move
    from reports_compared
    inner join migrations_dated as migrations
        on migrations.valid_from <= reports_compared.day and migrations.valid_to > reports_compared.day
    inner join applications_scoped as applications
        on
            applications.in_scope
            and migrations.application_id = applications.application_id
            and applications.valid_from <= reports_compared.day
            and applications.valid_to > reports_compared.day
    inner join migrations_dated as kept
        on
            migrations.application_id = kept.application_id
            and migrations.wave_id = kept.wave_id
            and kept.valid_from <= $as_at
            and kept.valid_to > $as_at
    inner join applications_scoped as still
        on kept.application_id = still.application_id and still.in_scope and still.valid_to > $as_at
    where
        reports_compared.compared = 'before'
        and migrations.wave_id in (select waves_finished.wave_id from waves_finished where waves_finished.compared = 'now')
    group by migrations.wave_id
),
expected as (
    select 'gateways' as lane, compared, gateway_id as item_id, name, kind, expected_date as day, is_done
    from gateways_rated
    union all
    select
        'waves',
        reports_compared.compared,
        waves.wave_id,
        waves.name,
        'wave',
        coalesce(
            waves_finished.finished_on,
            waves.forecast_finish,
            if(reports_compared.compared = 'before', greatest(last_moves.last_move, waves.baseline_finish), waves.baseline_finish)
        ),
        waves_finished.finished_on is not null
    from waves_versions($as_at, $ledger_version) as waves
    inner join reports_compared
        on waves.valid_from <= reports_compared.day and waves.valid_to > reports_compared.day
    left join waves_finished
        on waves.wave_id = waves_finished.wave_id and reports_compared.compared = waves_finished.compared
    left join last_moves on waves.wave_id = last_moves.wave_id
    union all
    select
        'decisions',
        reports_compared.compared,
        decisions.decision_id,
        decisions.title,
        decisions.purpose,
        decisions.date,
        decisions.status in ('done', 'cancelled')
    from decisions_dated as decisions
    inner join reports_compared
        on decisions.valid_from <= reports_compared.day and decisions.valid_to > reports_compared.day
)
select
    now.lane,
    now.item_id,
    now.name,
    now.kind,
    before.day as before_date,
    now.day as now_date,
    date_diff('day', before.day, now.day) as days,
    reports_compared.day as previous_report
from expected as now
inner join expected as before
    on now.lane = before.lane and now.item_id = before.item_id and before.compared = 'before'
inner join reports_compared on reports_compared.compared = 'before'
where
    now.compared = 'now'
    and not before.is_done
    and now.day <> before.day
    and (now.is_done or now.day >= least($as_at, before.day))
order by
    coalesce(list_position(['go_live', 'gateway', 'decision', 'scrutiny', 'milestone', 'wave'], now.kind), 7),
    abs(days) desc,
    now.lane,
    now.item_id
