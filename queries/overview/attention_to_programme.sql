-- What needs attention in the programme itself: gateways and criteria, decisions, concerns, risks, benefits, money and services.
-- One row per thing; the columns are those of overview_attention, and place and size, by which it puts them in order.
-- In no order: overview_attention puts all in order.
-- uses: gateways_rated, criteria_judged, decisions_dated
-- uses: concerns_raised, partners_counted, investment_benefits
-- uses: services_not_agreed, risks_banded, quality_rule_spend_over_budget, quality_rule_weights_not_100
with gateways_now as (
    select * from gateways_rated where compared = 'now' and not is_done
),
decisions_now as (
    select * from decisions_dated where valid_to > $as_at
)
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
