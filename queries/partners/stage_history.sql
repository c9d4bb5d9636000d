-- The stages that each partner has been through.
-- One row per partner and unbroken spell in one stage, by partner, earliest first.
-- in_stage_since: the stage date as last reported for the spell, the one that partners_stage has; null where none was. days: from it
-- to to_date, null without it. A stage that is still to come is not here (see partners_counted).
-- from_date: from when the spell is drawn: in_stage_since, or the first report where it is null; of a partner that comes back after it
-- was left out, the report that has it again, unless it came to the stage in between. to_date: the next spell's from date, the day on
-- which the partner was left out of the reports, or the as-at date while it is still in the stage (is_current).
-- A stage entered and left between two reports was never reported, and is not here.
-- uses: partners_counted
with marked_versions as (
    select
        *,
        coalesce(lag(stage) over spell <> stage or lag(valid_to) over spell <> valid_from, true) as begins_spell
    from partners_counted
    window spell as (partition by row_key order by valid_from)
),
numbered_versions as (
    select *, count(*) filter (where begins_spell) over spell as spell_number
    from marked_versions
    window spell as (partition by row_key order by valid_from)
),
partner_spells as (
    select
        partner_id,
        spell_number,
        any_value(stage) as stage,
        any_value(stage_order) as stage_order,
        arg_max(stage_date, valid_from) as last_stage_date,
        if(last_stage_date is null, null, least(last_stage_date, max(valid_from))) as in_stage_since,
        min(valid_from) as first_reported,
        max(valid_to) as ended_on,
        arg_max(name, valid_from) as name,
        arg_max(category, valid_from) as category
    from numbered_versions
    group by partner_id, spell_number
),
dated_spells as (
    select
        *,
        -- a partner that was left out of the reports for a while starts again when it comes back
        case
            when in_stage_since is null then first_reported
            when first_reported > lag(ended_on) over spell and in_stage_since <= lag(ended_on) over spell then first_reported
            else in_stage_since
        end as from_date
    from partner_spells
    window spell as (partition by partner_id order by spell_number)
),
followed_spells as (
    select
        *,
        case
            when ended_on > $as_at then $as_at
            -- a stage may be given a later date than that of the report that first named it: the one before lasted until then
            when lead(first_reported) over spell = ended_on then lead(from_date) over spell
            else ended_on
        end as next_date,
        last_value(name) over (
            partition by partner_id order by spell_number rows between unbounded preceding and unbounded following
        ) as latest_name
    from dated_spells
    window spell as (partition by partner_id order by spell_number)
)
select
    partner_id,
    latest_name as name,
    category,
    stage,
    stage_order,
    from_date,
    greatest(from_date, next_date) as to_date,
    ended_on > $as_at as is_current,
    in_stage_since,
    date_diff('day', in_stage_since, greatest(in_stage_since, next_date)) as days
from followed_spells
order by latest_name, partner_id, spell_number
