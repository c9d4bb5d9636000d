-- The migrations behind the figures: a page of those that match the filters.
-- One row per application with a migration as at the date, soonest expected first.
-- matches: how many rows match the filters in all. Other columns: see migrations_listed.
-- $department text: only this department
-- $stage text: only this stage
-- $wave_id text: only this wave
-- $search text: only rows whose reference, name, wave or blocker contains each of these words, in any case
-- $blocked yes/no: yes: only those blocked, no: only those not
-- $late yes/no: yes: only those past their forecast (or baseline) without having migrated, no: only the others
-- $migrated yes/no: yes: only those migrated by the as-at date, no: only the others
-- $in_scope yes/no: yes: only those of applications in scope, no: only the others
-- $planned_by date: only those whose baseline is on or before this date
-- $migrated_by date: only those migrated on or before this date
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
-- uses: migrations_listed
with searched_migrations as (
    select *, strip_accents(lower(concat_ws(' ', application_id, name, wave, blocker))) as all_words
    from migrations_listed
),
matching as (
select * exclude (all_words)
from searched_migrations
where
    ($department is null or department = $department)
    and ($stage is null or stage = $stage)
    and ($wave_id is null or wave_id = $wave_id)
    and ($blocked is null or is_blocked = ($blocked::varchar in ('yes', 'true')))
    and ($late is null or is_late = ($late::varchar in ('yes', 'true')))
    and ($migrated is null or is_migrated = ($migrated::varchar in ('yes', 'true')))
    and ($in_scope is null or in_scope = ($in_scope::varchar in ('yes', 'true')))
    and ($planned_by is null or baseline_date <= $planned_by::date)
    and ($migrated_by is null or (is_migrated and is_done(migrated_on, $migrated_by::date)))
    and (
        $search is null
        or len(
            list_filter(
                string_split_regex(trim(strip_accents(lower($search::varchar))), '\s+'),
                lambda word: not contains(all_words, word)
            )
        )
        = 0
    )
)
-- counted beside the rows: see inventory_list
select *, (select count(*) from matching) as matches
from matching
order by is_migrated, if(is_migrated, migrated_on, expected_date) nulls last, application_id
limit $limit::bigint offset coalesce($offset::bigint, 0)
