-- The programme's headline figures, now and at the previous report.
-- One row per date compared (see reports_compared): now always, before only when there was an earlier report.
-- The columns are those of overview_headline, which explains them.
-- How many had moved is kept in the store of reporting dates (data/ledger/derived.py); of another day it is counted here.
-- uses: reports_compared, applications_scoped, migrations_dated, partners_counted, gateways_rated, spend_counted
with application_counts as (
    select
        reports_compared.compared,
        count(*) as applications,
        count(*) filter (where applications.to_consolidate) as consolidate,
        count(*) filter (where applications.in_scope) as in_scope
    from applications_scoped as applications
    inner join reports_compared
        on applications.valid_from <= reports_compared.day and applications.valid_to > reports_compared.day
    group by reports_compared.compared
),
kept as (
    select reports_compared.compared, migration_days.in_scope, migration_days.migrated, migration_days.moved_outside,
        migration_days.moved_since_left
    from reports_compared
    inner join migration_days
        on
            reports_compared.day = migration_days.day
            and migration_days.known_from <= $ledger_version
            and migration_days.known_to > $ledger_version
),
to_count as (
    select compared, day from reports_compared where compared not in (select kept.compared from kept)
),
migration_counts as (
    -- without an inventory, too, nothing is in scope and all that moved is outside
    select
        compared,
        if(in_scope = 0, 0, migrated - moved_since_left) as migrated,
        greatest(if(in_scope = 0, migrated, 0), moved_outside) as migrated_outside
    from kept
    union all
    select
        to_count.compared,
        count(*) filter (where applications.in_scope) as migrated,
        count(*) filter (where applications.in_scope is distinct from true) as migrated_outside
    from migrations_dated as migrations
    inner join to_count on migrations.valid_from <= to_count.day and migrations.valid_to > to_count.day
    left join (
        select to_count.compared, applications.application_id, applications.in_scope
        from applications_scoped as applications
        inner join to_count on applications.valid_from <= to_count.day and applications.valid_to > to_count.day
    ) as applications
        on migrations.application_id = applications.application_id and to_count.compared = applications.compared
    where is_done(migrations.migrated_on, to_count.day)
    group by to_count.compared
),
partner_counts as (
    select
        reports_compared.compared,
        count(*) filter (where partners.is_counted) as partners,
        count(*) filter (where partners.is_committed) as partners_committed
    from partners_counted as partners
    inner join reports_compared
        on partners.valid_from <= reports_compared.day and partners.valid_to > reports_compared.day
    group by reports_compared.compared
),
money as (
    select
        reports_compared.compared,
        sum(spend.budget_gbp) as capital_gbp,
        sum(spend.actual_gbp) filter (where spend.month <= reports_compared.day) as actual_gbp,
        count(distinct spend.month) filter (
            where spend.actual_gbp is not null and spend.month <= reports_compared.day
        ) as months_spent
    from spend_counted as spend
    inner join reports_compared
        on spend.valid_from <= reports_compared.day and spend.valid_to > reports_compared.day
    group by reports_compared.compared
),
gateway_counts as (
    select
        compared,
        count(*) as dated_items,
        count(*) filter (where kind = 'gateway') as gateways,
        count(*) filter (where kind = 'gateway' and is_done) as gateways_passed,
        count(*) filter (where kind = 'milestone' and not is_done and computed_rating = 'red') as red_milestones
    from gateways_rated
    group by compared
),
go_lives as (
    select *
    from gateways_rated
    where kind = 'go_live'
    qualify row_number() over (partition by compared order by is_done, expected_date desc, gateway_id) = 1
),
rated_items as (
    select
        *,
        count(*) over (partition by compared, rating_order) as alike,
        row_number() over (
            partition by compared
            order by rating_order desc, kind = 'go_live' desc, slip_days desc, baseline_date, gateway_id
        ) as place
    from gateways_rated
    where kind = 'go_live' or (kind = 'gateway' and not is_done)
)
select
    reports_compared.compared,
    reports_compared.day as as_at,
    reports_compared.latest_report,
    reports_compared.previous_report,
    go_lives.gateway_id as go_live_id,
    go_lives.name as go_live_name,
    go_lives.first_baseline as go_live_first_baseline,
    go_lives.baseline_date as go_live_baseline,
    go_lives.planned_date as go_live_forecast,
    case when go_lives.is_done then go_lives.actual_date end as go_live_actual,
    go_lives.slip_days as go_live_slip_days,
    date_diff('day', reports_compared.day, go_lives.expected_date) as days_to_go_live,
    coalesce(application_counts.applications, 0) as applications,
    coalesce(application_counts.consolidate, 0) as consolidate,
    percent(application_counts.consolidate, application_counts.applications) as consolidate_share_pct,
    coalesce(application_counts.in_scope, 0) as in_scope,
    coalesce(migration_counts.migrated, 0) as migrated,
    coalesce(migration_counts.migrated_outside, 0) as migrated_outside,
    coalesce(gateway_counts.gateways_passed, 0) as gateways_passed,
    coalesce(gateway_counts.gateways, 0) as gateways,
    coalesce(gateway_counts.gateways_passed, 0) + coalesce(go_lives.is_done, false)::integer as decision_points_passed,
    coalesce(gateway_counts.gateways, 0) + (go_lives.gateway_id is not null)::integer as decision_points,
    coalesce(partner_counts.partners_committed, 0) as partners_committed,
    coalesce(partner_counts.partners, 0) as partners,
    money.capital_gbp,
    money.actual_gbp,
    money.months_spent,
    rated_items.computed_rating,
    rated_items.gateway_id as rated_by,
    case
        when rated_items.gateway_id is not null
            then
                rated_items.name
                || ': '
                || rated_items.reason
                || case
                    when rated_items.computed_rating = 'green' or rated_items.alike = 1 then ''
                    when rated_items.alike = 2 then ' One other item is ' || rated_items.computed_rating || ' too.'
                    else
                        ' '
                        || format('{:,}', rated_items.alike - 1)
                        || ' other items are '
                        || rated_items.computed_rating
                        || ' too.'
                end
                -- milestones do not count, but a red one is not kept quiet
                || case
                    when rated_items.computed_rating = 'red' or gateway_counts.red_milestones = 0 then ''
                    when gateway_counts.red_milestones = 1 then ' A milestone is red.'
                    else ' ' || format('{:,}', gateway_counts.red_milestones) || ' milestones are red.'
                end
        when gateway_counts.dated_items is null then 'No gateways have been uploaded.'
        when gateway_counts.gateways > 0 then 'Every gateway has been passed, and no go-live is reported.'
        else 'Neither a gateway nor a go-live is reported.'
    end as reason
from reports_compared
left join application_counts on reports_compared.compared = application_counts.compared
left join migration_counts on reports_compared.compared = migration_counts.compared
left join partner_counts on reports_compared.compared = partner_counts.compared
left join money on reports_compared.compared = money.compared
left join gateway_counts on reports_compared.compared = gateway_counts.compared
left join go_lives on reports_compared.compared = go_lives.compared
left join rated_items on reports_compared.compared = rated_items.compared and rated_items.place = 1
order by reports_compared.compared desc
