-- Every application and every migration as at the date, matched, with whether they contradict each other.
-- One row per application and its migration; one without the other has nulls for what is missing.
-- held_id, name, disposition, in_scope, held_from, held_upload: the application's (see applications_scoped). move_id, wave_id,
-- expected_date, migrated_on, is_migrated, moved_from, moved_upload: the migration's (see migrations_judged).
-- It is made whole, once for all rules that pair the two: to pair 120,000 is what these rules cost, and of what is made whole
-- the engine leaves out the columns that none of them wants.
-- In no order: it is made to be used by other queries.
-- uses: migrations_judged, applications_scoped
with held as (
    select application_id, name, disposition, in_scope, valid_from, upload
    from applications_scoped
    where valid_to > $as_at
)
select
    held.application_id as held_id,
    held.name,
    held.disposition,
    held.in_scope,
    held.valid_from as held_from,
    held.upload as held_upload,
    moves.application_id as move_id,
    moves.wave_id,
    moves.expected_date,
    moves.migrated_on,
    moves.is_migrated,
    moves.valid_from as moved_from,
    moves.upload as moved_upload
from migrations_judged as moves
full outer join held on moves.application_id = held.application_id
