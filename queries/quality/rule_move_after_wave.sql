-- Moves after their wave has finished
-- One row per application that has not moved and is expected to move after the day on which its wave is to finish.
-- The columns are those of quality_findings. Medium: the wave's date or the application's is out of date.
-- In no order: quality_findings puts all findings in order, and these may be many.
-- uses: migrations_judged, applications_scoped
with moves as (
    select
        migrations.application_id,
        migrations.expected_date,
        waves.name as wave,
        forecast_or_baseline(waves.forecast_finish, waves.baseline_finish) as wave_finish,
        greatest(migrations.valid_from, waves.since) as since,
        greatest(migrations.upload, waves.upload) as upload
    from migrations_judged as migrations
    inner join waves_at($as_at, $ledger_version) as waves on migrations.wave_id = waves.wave_id
    where
        not migrations.is_migrated
        and migrations.expected_date > forecast_or_baseline(waves.forecast_finish, waves.baseline_finish)
)
select
    'move_after_wave' as rule,
    'medium' as severity,
    'migrations' as dataset,
    moves.application_id as item_id,
    coalesce(applications.name, 'Not in the inventory') as title,
    if(moves.expected_date < $as_at, 'Was to move on ', 'Expected to move on ')
    || strftime(moves.expected_date, '%-d %B %Y')
    || '; its wave, ‘'
    || moves.wave
    || if(moves.wave_finish < $as_at, '’, was to finish on ', '’, is to finish on ')
    || strftime(moves.wave_finish, '%-d %B %Y')
    || '.' as finding,
    moves.since,
    moves.upload
from moves
left join applications_scoped as applications
    on moves.application_id = applications.application_id and applications.valid_to > $as_at
