-- What needs attention, most important first.
-- One row per thing. rank: 1 is the most important: red before amber, then by kind, then the longest or largest.
-- severity: red or amber. Red: a computed rating of red; a very high threat; scrutiny not before its decision; a blocked migration; a
-- migration more than 30 days past its date. Everything else is amber.
-- kind: gateway_red, gateway_amber (computed, not done yet), forecast_passed (rated green, but the day it was expected on has
-- passed without it); a declared rating that is better, and two reports without an update, stand in the detail of the same row,
-- for a thing that is named twice would be counted twice;
-- scrutiny_late (not dated before the decision that it scrutinises; cancelled ones and deferred decisions left out),
-- migration_blocked, migration_late (past its forecast, or its baseline where it has none; and not blocked), both of
-- applications in scope,
-- criterion_overdue, concern_open (of a partner that has not withdrawn), item_stale (green, two reports without an update),
-- risk_very_high (an open threat of that band), risk_overdue (an open risk whose mitigation is overdue); a threat that is both is one
-- row, and says so,
-- application_without_migration (in scope, but with no row among the migrations), decision_overdue (planned for a day that
-- has passed), benefit_short (past the day on which it was to be had in full, of a partner that has not withdrawn),
-- endings_early (all contracts and support that end too early, see endings_dated, in one row: each is listed on its screen),
-- service_levels (all services without an agreed one once a gateway's day has come, see services_not_agreed, in one row),
-- contradiction (capital spent above its budget, and weights that do not sum to 100: see quality_findings).
-- item_id: the row's own reference; about_id: of the gateway, partner or application whose page explains it.
-- page: where it is explained: overview, gateways, migration, partners, risks, inventory, investment, duplication, services or quality.
-- since: the reporting date from which the row stands as it is; a blocked one: since when it is blocked.
-- things: how many things need attention in all, whatever the limit.
-- $limit integer: how many rows at most
-- uses: gateways_rated, criteria_judged, applications_scoped, migrations_judged, migrations_listed, migration_blockers
-- uses: decisions_dated
-- uses: concerns_raised, partners_counted, investment_benefits
-- uses: endings_dated, services_not_agreed, risks_banded, quality_rule_spend_over_budget, quality_rule_weights_not_100
with gateways_now as (
    select * from gateways_rated where compared = 'now' and not is_done
),
decisions_now as (
    select * from decisions_dated where valid_to > $as_at
),
things as (
    select
        case computed_rating when 'red' then 'red' else 'amber' end as severity,
        case
            when computed_rating <> 'green' then 'gateway_' || computed_rating
            when expected_date < day then 'forecast_passed'
            else 'item_stale'
        end as kind,
        case when computed_rating = 'green' and expected_date >= day then 9 when kind = 'go_live' then 1 else 2 end as place,
        case
            when computed_rating = 'green' and expected_date >= day then reports_since
            else greatest(slip_days, date_diff('day', baseline_date, day))
        end as size,
        gateway_id as item_id,
        gateway_id as about_id,
        name as title,
        concat_ws(
            ' ',
            case
                when declared_is_better
                    then 'Declared ' || replace(declared_rating, '_', '/') || ', but the rule says ' || computed_rating || '.'
            end,
            case when computed_rating <> 'green' or expected_date < day then reason end,
            case
                when stale
                    then
                        'Neither its dates nor its criteria have changed in the last '
                        || format('{:,}', reports_since)
                        || ' reports on gateways.'
            end
        ) as detail,
        'gateways' as page,
        since,
        upload
    from gateways_now
    where computed_rating <> 'green' or expected_date < day or stale
    union all
    select
        'red',
        'scrutiny_late',
        4,
        date_diff('day', decisions.date, scrutinies.date),
        scrutinies.decision_id,
        decisions.decision_id,
        scrutinies.title,
        'The scrutiny, by '
        || scrutinies.body
        || ' on '
        || strftime(scrutinies.date, '%-d %B %Y')
        || ', is '
        || case date_diff('day', decisions.date, scrutinies.date)
            when 0 then 'on the day of'
            when 1 then '1 day after'
            else format('{:,}', date_diff('day', decisions.date, scrutinies.date)) || ' days after'
        end
        || ' the decision that it looks at, ‘'
        || decisions.title
        || '’.',
        'overview',
        greatest(scrutinies.reported_on, decisions.reported_on),
        greatest(scrutinies.upload, decisions.upload)
    from decisions_now as scrutinies
    inner join decisions_now as decisions on scrutinies.scrutinises = decisions.decision_id
    where
        scrutinies.purpose = 'scrutiny'
        and scrutinies.date >= decisions.date
        and scrutinies.status <> 'cancelled'
        and decisions.status not in ('cancelled', 'deferred')
    union all
    select
        'red',
        'migration_blocked',
        5,
        days_blocked,
        application_id,
        application_id,
        name,
        'Blocked '
        || case days_blocked
            when 0 then 'since this report'
            when 1 then 'for 1 day'
            else 'for ' || format('{:,}', days_blocked) || ' days'
        end
        || ': '
        || regexp_replace(rtrim(trim(blocker), '.'), '([^?!…])$', '\1.')
        || if(
            is_late,
            if(forecast_date is null, ' Its baseline, ', ' Its forecast, ')
            || strftime(forecast_or_baseline(forecast_date, baseline_date), '%-d %B %Y')
            || ', has passed.',
            ''
        ),
        'migration',
        since,
        upload
    from migration_blockers
    union all
    select
        if(days_late > 30, 'red', 'amber'),
        'migration_late',
        6,
        days_late,
        application_id,
        application_id,
        name,
        if(forecast_date is null, 'Its baseline, ', 'Its forecast, ')
        || strftime(expected_date, '%-d %B %Y')
        || ', passed '
        || format('{:,}', days_late)
        || if(days_late = 1, ' day', ' days')
        || ' ago and it has not migrated.',
        'migration',
        since,
        upload
    from migrations_listed
    where is_late and not is_blocked and in_scope
    union all
    select
        'amber',
        'criterion_overdue',
        7,
        date_diff('day', criteria.due_date, $as_at),
        criteria.criterion_id,
        criteria.gateway_id,
        criteria.criterion,
        'A criterion of '
        || coalesce(gateways.name, criteria.gateway_id || ' (not among the gateways)')
        || ', due on '
        || strftime(criteria.due_date, '%-d %B %Y')
        || ', is '
        || format('{:,}', date_diff('day', criteria.due_date, $as_at))
        || if(date_diff('day', criteria.due_date, $as_at) = 1, ' day', ' days')
        || ' overdue.',
        'gateways',
        criteria.reported_on,
        criteria.upload
    from criteria_judged as criteria
    left join gateways_at($as_at, $ledger_version) as gateways on criteria.gateway_id = gateways.gateway_id
    where criteria.valid_to > $as_at and criteria.overdue_from <= $as_at
    union all
    select
        'amber',
        'concern_open',
        8,
        date_diff('day', concerns.raised_date, $as_at),
        concerns.concern_id,
        concerns.partner_id,
        coalesce(partners.name, concerns.partner_id || ' (not among the partners)'),
        'An open concern about '
        || concerns.theme
        || ', raised on '
        || strftime(concerns.raised_date, '%-d %B %Y')
        || ': '
        || regexp_replace(rtrim(trim(concerns.concern), '.'), '([^?!…])$', '\1.')
        || if(coalesce(trim(concerns.response), '') = '', ' It has no answer yet.', ''),
        'partners',
        concerns.reported_on,
        concerns.upload
    from concerns_raised as concerns
    left join partners_counted as partners
        on concerns.partner_id = partners.partner_id and partners.valid_to > $as_at
    where concerns.valid_to > $as_at and concerns.status = 'open' and coalesce(partners.stage <> 'withdrawn', true)
    union all
    select
        'amber',
        'decision_overdue',
        7,
        date_diff('day', date, $as_at),
        decision_id,
        decision_id,
        title,
        body || ' was to take it up on ' || strftime(date, '%-d %B %Y') || '; no report says that it did.',
        'overview',
        reported_on,
        upload
    from decisions_now
    where status = 'planned' and date < $as_at
    union all
    select
        if(kind = 'threat' and band = 'very_high', 'red', 'amber'),
        if(kind = 'threat' and band = 'very_high', 'risk_very_high', 'risk_overdue'),
        if(kind = 'threat' and band = 'very_high', 3, 7),
        if(kind = 'threat' and band = 'very_high', score, days_overdue),
        risk_id,
        risk_id,
        title,
        concat_ws(
            ' ',
            case
                when kind = 'threat' and band = 'very_high'
                    then 'A very high risk: likelihood ' || likelihood || ', impact ' || impact || '.'
            end,
            case
                when is_overdue
                    then
                        'What is done about the risk was due on '
                        || strftime(due_date, '%-d %B %Y')
                        || ', '
                        || format('{:,}', days_overdue)
                        || if(days_overdue = 1, ' day', ' days')
                        || ' ago.'
            end,
            if(owner is null, 'It has no owner.', 'Its owner: ' || rtrim(trim(owner), '.') || '.')
        ),
        'risks',
        reported_on,
        upload
    from risks_banded
    where is_open and (is_overdue or kind = 'threat' and band = 'very_high')
    union all
    select
        'amber',
        'benefit_short',
        8,
        date_diff('day', full_effect_date, $as_at),
        benefit_id,
        benefit_id,
        name,
        'It was to be had in full by '
        || strftime(full_effect_date, '%-d %B %Y')
        || ', and '
        || case
            when realised_value is null then 'nothing is reported.'
            when target_value = coalesce(baseline_value, 0) then 'less is reported than was to be kept.'
            else share_text(reached_pct) || ' of the way is reached.'
        end,
        'investment',
        since,
        upload
    from investment_benefits
    where is_short and not is_withdrawn
    union all by name
    (
        select 'amber' as severity, 'contradiction' as kind, 9 as place, 0 as size, item_id, rule as about_id, title,
            finding as detail, 'quality' as page, since, upload
        from (from quality_rule_spend_over_budget union all by name from quality_rule_weights_not_100)
        where severity = 'high'
    )
    union all
    select
        'amber',
        'application_without_migration',
        10,
        0,
        applications.application_id,
        applications.application_id,
        applications.name,
        'In scope (to '
        || case applications.disposition
            when 'self_service' then 'become self-service'
            else applications.disposition
        end
        || '), but it has no migration.',
        'inventory',
        applications.valid_from,
        applications.upload
    from applications_scoped as applications
    where
        applications.valid_to > $as_at
        and applications.in_scope
        and applications.application_id not in (select migrations_judged.application_id from migrations_judged)
    union all
    select
        'amber',
        'endings_early',
        9,
        gaps,
        'endings',
        'endings',
        'Contracts and support',
        if(gaps = 1, '1 of them ends', format('{:,}', gaps) || ' of them end')
        || ' before the go-live and before the move of what they are for, with no successor'
        || case ended when 0 then '' when 1 then '; 1 has ended already' else format('; {:,} have ended already', ended) end
        || '.',
        'duplication',
        since,
        upload
    from (
        select count(*) as gaps, count(*) filter (where end_date < $as_at) as ended, max(since) as since, max(upload) as upload
        from endings_dated
        where is_gap
    )
    where gaps > 0
    union all
    select
        'amber',
        'service_levels',
        9,
        count(*),
        'service_levels',
        if(count(*) = 1, any_value(service_id), 'service_levels'),
        'Service levels',
        if(count(*) = 1, any_value(name) || ' has', format('{:,}', count(*)) || ' services have')
        || ' no agreed service level, though ‘'
        || any_value(gateway)
        || case when any_value(is_passed) then '’ was passed on ' when any_value(day) < $as_at then '’ was due on ' else '’ is due on ' end
        || strftime(any_value(day), '%-d %B %Y')
        || '.',
        'services',
        max(since),
        max(upload)
    from services_not_agreed
    having count(*) > 0
),
ranked_things as (
    select
        row_number() over (order by severity = 'red' desc, place, size desc, item_id, kind) as rank,
        *,
        count(*) over () as things
    from things
)
select rank, severity, kind, item_id, about_id, title, detail, page, since, upload, things
from ranked_things
order by rank
limit $limit::bigint
