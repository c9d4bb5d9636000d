-- What alerts may be about, with how much of it there is.
-- One row per thing that slips, is red, is overdue or is not reported, by kind, dataset and reference.
-- kind: as alerts have it. amount: days of slip, days overdue, days since the last report, the score of a risk, or 1 for a gateway
-- that is red. owner: the row's own, else null. sentence: how it stands, to be shown.
-- Only what is still to be done: gateways not passed, waves and migrations not finished, risks not closed, criteria not met.
-- A risk is red by its score, likelihood times impact, whatever the threshold; opportunities are left out.
-- $wanted text: only these kinds and lists, as kind:dataset with commas between; a kind: without a dataset means all of its lists
-- uses: gateways_rated, migrations_listed, migration_waves, criteria_judged, decisions_dated
with risks_open as (
    select *, likelihood * impact as score
    from risks_at($as_at, $ledger_version)
    where status <> 'closed'
),
things as (
    select
        'slip_beyond' as kind,
        'gateways' as dataset,
        gateway_id as item_id,
        name as title,
        null::varchar as owner,
        slip_days as amount,
        if(expected_date < $as_at, 'Was due on ', 'Expected on ') || strftime(expected_date, '%-d %B %Y') || ', '
        || format('{:,}', slip_days) || if(slip_days = 1, ' day', ' days') || ' after its baseline'
        || if(expected_date < $as_at, '; not done.', '.') as sentence,
        upload
    from gateways_rated
    where compared = 'now' and not is_done
    union all
    select
        'slip_beyond', 'waves', wave_id, name, null, slip_days,
        if(forecast_or_baseline(forecast_finish, baseline_finish) < $as_at, 'Was to finish ', 'To finish ')
        || format('{:,}', slip_days) || if(slip_days = 1, ' day', ' days') || ' after its baseline'
        || if(forecast_or_baseline(forecast_finish, baseline_finish) < $as_at, '; not done.', '.'),
        upload
    from migration_waves
    where not is_done
    union all
    select
        'slip_beyond', 'migrations', application_id, name, null, slip_days,
        if(is_late, 'Was to move ', 'Expected to move ') || format('{:,}', slip_days)
        || if(slip_days = 1, ' day', ' days') || ' after its baseline' || if(is_late, '; it has not.', '.'),
        upload
    from migrations_listed
    where in_scope and not is_migrated
    union all
    select 'red', 'gateways', gateway_id, name, null, 1, reason, upload
    from gateways_rated
    where compared = 'now' and not is_done and computed_rating = 'red'
    union all
    select
        'red', 'risks', risk_id, title, owner, score,
        'Scores ' || format('{}', score) || ': likelihood ' || format('{}', likelihood) || ', impact '
        || format('{}', impact) || '.',
        upload
    from risks_open
    where coalesce(kind, 'threat') = 'threat'
    union all
    select
        'overdue', 'risks', risk_id, title, owner, date_diff('day', due_date, $as_at),
        'Its mitigation was due on ' || strftime(due_date, '%-d %B %Y') || '.', upload
    from risks_open
    where due_date < $as_at
    union all
    select
        'overdue', 'gateway_criteria', criterion_id, criterion, null, date_diff('day', due_date, $as_at),
        'Due on ' || strftime(due_date, '%-d %B %Y') || ', and not met.', upload
    from criteria_judged
    where valid_to > $as_at and overdue_from <= $as_at
    union all
    select
        'overdue', 'decisions', decision_id, title, null, date_diff('day', date, $as_at),
        body || ' was to take it up on ' || strftime(date, '%-d %B %Y') || '.', upload
    from decisions_dated
    where valid_to > $as_at and status = 'planned' and date < $as_at
    union all
    select
        'overdue', 'migrations', application_id, name, null, days_late,
        'Expected to move by ' || strftime(expected_date, '%-d %B %Y') || '; it has not.', upload
    from migrations_listed
    where in_scope and is_late
    union all
    select
        'overdue', 'benefits', benefit_id, name, owner, date_diff('day', full_effect_date, $as_at),
        'To be had in full by ' || strftime(full_effect_date, '%-d %B %Y') || '; it is not.', upload
    from benefits_at($as_at, $ledger_version)
    where full_effect_date < $as_at and coalesce(realised_value, 0) < target_value
    union all
    select
        'no_report_by', dataset, dataset, dataset, null, date_diff('day', max(reporting_date), $as_at),
        'Last reported for ' || strftime(max(reporting_date), '%-d %B %Y') || '.', max(number)
    from uploads_at($ledger_version)
    where not withdrawn and reporting_date <= $as_at
    group by dataset
)
select kind, dataset, item_id, title, owner, amount::bigint as amount, sentence, upload
from things
where
    amount is not null
    and (
        $wanted::varchar is null
        or list_contains(string_split($wanted::varchar, ','), kind || ':' || dataset)
        or list_contains(string_split($wanted::varchar, ','), kind || ':')
    )
order by kind, dataset, item_id
