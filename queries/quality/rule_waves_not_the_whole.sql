-- Waves that do not sum to the scope
-- One row where some applications in scope are in no wave although waves are reported; else none.
-- The columns are those of quality_findings. Medium: the waves' progress is not that of the whole.
-- uses: quality_moves_matched
with counted as (
    select
        count(*) filter (where in_scope) as in_scope,
        count(*) filter (where in_scope and wave_id is not null) as planned,
        max(moved_upload) as upload
    from quality_moves_matched
)
select
    'waves_not_the_whole' as rule,
    'medium' as severity,
    'migrations' as dataset,
    null::varchar as item_id,
    'The waves together' as title,
    'The waves hold '
    || format('{:,}', planned)
    || ' of the '
    || format('{:,}', in_scope)
    || ' applications in scope.' as finding,
    null::date as since,
    upload
from counted
-- an upload: there are migrations
where planned <> in_scope and upload is not null and exists (from waves_at($as_at, $ledger_version))
order by rule
