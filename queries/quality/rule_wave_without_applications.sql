-- Waves without applications
-- One row per wave that no migration names.
-- The columns are those of quality_findings. Medium: its dates mean nothing.
-- uses: quality_moves_matched
select
    'wave_without_applications' as rule,
    'medium' as severity,
    'waves' as dataset,
    wave_id as item_id,
    name as title,
    'No migration names this wave.' as finding,
    since,
    upload
from waves_at($as_at, $ledger_version)
where wave_id not in (select wave_id from quality_moves_matched where wave_id is not null)
order by wave_id
