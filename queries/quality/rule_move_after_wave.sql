-- Moves after their wave has finished
-- One row per application that has not moved and is expected to move after the day on which its wave is to finish.
-- The columns are those of quality_findings. Medium: the wave's date or the application's is out of date.
-- In no order: quality_findings puts all findings in order, and these may be many.
-- uses: quality_moves_matched
with planned as (
    select
        *,
        name as wave,
        forecast_or_baseline(forecast_finish, baseline_finish) as wave_finish
    from waves_at($as_at, $ledger_version)
)
select
    'move_after_wave' as rule,
    'medium' as severity,
    'migrations' as dataset,
    moves.move_id as item_id,
    coalesce(moves.name, 'Not in the inventory') as title,
    if(moves.expected_date < $as_at, 'Was to move on ', 'Expected to move on ')
    || strftime(moves.expected_date, '%-d %B %Y')
    || '; its wave, ‘'
    || planned.wave
    || if(planned.wave_finish < $as_at, '’, was to finish on ', '’, is to finish on ')
    || strftime(planned.wave_finish, '%-d %B %Y')
    || '.' as finding,
    greatest(moves.moved_from, planned.since) as since,
    greatest(moves.moved_upload, planned.upload) as upload
from quality_moves_matched as moves
inner join planned on moves.wave_id = planned.wave_id
where not moves.is_migrated and moves.expected_date > planned.wave_finish
