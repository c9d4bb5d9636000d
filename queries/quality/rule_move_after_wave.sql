-- Moves after their wave has finished
-- One row per application that has not moved and is expected to move after the day on which its wave is to finish.
-- The columns are those of quality_findings. Medium: the wave's date or the application's is out of date.
-- uses: migrations_listed
select
    'move_after_wave' as rule,
    'medium' as severity,
    'migrations' as dataset,
    moves.application_id as item_id,
    moves.name as title,
    'Expected to move on '
    || strftime(moves.expected_date, '%-d %B %Y')
    || '; its wave, ‘'
    || waves.name
    || '’, is to finish on '
    || strftime(forecast_or_baseline(waves.forecast_finish, waves.baseline_finish), '%-d %B %Y')
    || '.' as finding,
    greatest(moves.since, waves.since) as since,
    greatest(moves.upload, waves.upload) as upload
from migrations_listed as moves
inner join waves_at($as_at, $ledger_version) as waves on moves.wave_id = waves.wave_id
where
    not moves.is_migrated
    and moves.expected_date > forecast_or_baseline(waves.forecast_finish, waves.baseline_finish)
order by moves.application_id
