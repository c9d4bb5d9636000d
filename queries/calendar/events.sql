-- The days of the gateways and of the decisions, as a calendar takes them.
-- One row per gateway, milestone, go-live, decision, scrutiny or engagement as at the date, by day.
-- day: the actual date, also one to come, else the forecast, else the baseline. uid: the same for the same row for ever, also
-- when it is renamed, so that a calendar moves an event that it has instead of adding another; and no other programme's.
-- status: confirmed (done), cancelled, or tentative. summary, description: what the calendar shows.
-- sequence: the ledger version, so that a calendar takes what was known later for newer. stamped_at: when the upload that
-- brought the row was made, UTC. illustrative: that upload is of the sample, and the description says so.
-- $dataset text: only gateways, or only decisions
-- $programme text: what the programme is called by, where it is not the store's first, whose events have a uid without one
-- A decision that is reported as taken before its date is planned until then: see decisions_dated.
-- uses: gateways_rated, decisions_dated
with events as (
    select
        'gateways' as dataset,
        1 as place,
        gateway_id as item_id,
        expected_date as day,
        if(is_done, 'confirmed', 'tentative') as status,
        name as summary,
        concat_ws(
            ' ',
            case kind when 'go_live' then 'Go-live.' else upper(kind[1]) || kind[2:] || '.' end,
            'Baseline: ' || strftime(baseline_date, '%-d %B %Y') || '.',
            case
                when is_done then 'Done on ' || strftime(actual_date, '%-d %B %Y') || '.'
                when actual_date is not null then 'To be done on ' || strftime(actual_date, '%-d %B %Y') || '.'
                when forecast_date is not null then 'Forecast: ' || strftime(forecast_date, '%-d %B %Y') || '.'
                else 'No forecast has been given.'
            end,
            'Declared ' || replace(declared_rating, '_', '/') || '.',
            'The rule says ' || computed_rating || ': ' || reason
        ) as description,
        upload
    from gateways_rated
    where compared = 'now'
    union all
    select
        'decisions',
        2,
        decisions.decision_id,
        decisions.date,
        case decisions.status when 'done' then 'confirmed' when 'cancelled' then 'cancelled' else 'tentative' end,
        decisions.title,
        concat_ws(
            ' ',
            upper(decisions.purpose[1]) || decisions.purpose[2:] || ', ' || decisions.body || '.',
            upper(decisions.status[1]) || decisions.status[2:] || '.',
            'It looks at ‘'
            || scrutinised.title
            || '’, '
            || strftime(scrutinised.date, '%-d %B %Y')
            || if(decisions.date < scrutinised.date, ', beforehand.', '.'),
            'Outcome: ' || rtrim(trim(decisions.outcome), '.') || '.'
        ),
        decisions.upload
    from decisions_dated as decisions
    left join decisions_dated as scrutinised
        on decisions.scrutinises = scrutinised.decision_id and scrutinised.valid_to > $as_at
    where decisions.valid_to > $as_at
),
first_keys as (
    select 'gateways' as dataset, gateway_id as item_id, identity, valid_from, valid_to
    from gateways_kept($as_at, $ledger_version)
    union all
    select 'decisions', decision_id, identity, valid_from, valid_to from decisions_kept($as_at, $ledger_version)
)
select
    events.dataset,
    events.item_id,
    events.dataset || '/' || first_keys.identity || '@' || coalesce($programme::varchar || '.', '') || 'shared-services-programme'
        as uid,
    events.day,
    events.status,
    events.summary,
    if(coalesce(uploads.illustrative, false), 'Illustrative. ', '') || events.description as description,
    $ledger_version::bigint as sequence,
    uploads.uploaded_at as stamped_at,
    coalesce(uploads.illustrative, false) as illustrative,
    events.upload
from events
inner join first_keys
    on
        events.dataset = first_keys.dataset
        and events.item_id = first_keys.item_id
        and first_keys.valid_from <= $as_at
        and first_keys.valid_to > $as_at
left join uploads_at($ledger_version) as uploads on events.upload = uploads.number
where $dataset is null or events.dataset = $dataset
order by events.day, events.place, events.item_id
