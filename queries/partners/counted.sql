-- Every version of every partner up to the as-at date, with its stage on each day and whether it counts and is committed.
-- One row per partner and spell in which its row and its stage stayed the same; filter valid_from <= day < valid_to for one
-- day.
-- stage, stage_date: a partner is in the stage that is reported from its stage date on. Until then it is in the last stage
-- that it had come to, as reported before; where none is known it is identified, without a date. The rule stands here
-- and nowhere else.
-- planned_stage, planned_date: the stage reported that has not come yet, and its date; null when there is none, or when
-- it is the stage that the partner is in.
-- valid_from: the reporting date, or the stage date where a report gave it before it came. reported_on: the reporting date
-- of the version, whatever its spell.
-- is_counted: a partner that is not an observer and has not withdrawn. The rule stands here and nowhere else.
-- is_committed: counted, and at committed or any later stage.
-- stage_order: the place of the stage on the way from identified (1) to live (7); withdrawn is 8.
-- $withdrawn text: partners, by reference, with commas between, that are supposed to withdraw on the as-at date
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
with versions as (
    select
        *,
        valid_from as reported_on,
        coalesce(stage_date > valid_from, false) as is_to_come
    from partners_versions($as_at, $ledger_version)
    where valid_from <= $as_at
),
led_up as (
    -- few are to come, and only of theirs it matters what came before
    select
        *,
        -- a stage counts as one that the partner had come to when its date came while the report that gave it stood
        last_value(
            case when stage_date < valid_to then {'stage': stage, 'stage_date': stage_date} end ignore nulls
        ) over (partition by row_key order by valid_from rows between unbounded preceding and 1 preceding) as held
    from versions
    where row_key in (select row_key from versions where is_to_come)
),
spells as (
    select *, null::varchar as planned_stage, null::date as planned_date
    from versions
    where not is_to_come
    union all by name
    select
        * exclude (held) replace (
            coalesce(held.stage, 'identified') as stage,
            held.stage_date as stage_date,
            least(led_up.stage_date, valid_to) as valid_to
        ),
        nullif(led_up.stage, coalesce(held.stage, 'identified')) as planned_stage,
        case when led_up.stage <> coalesce(held.stage, 'identified') then led_up.stage_date end as planned_date
    from led_up
    where is_to_come
    union all by name
    select * replace (stage_date as valid_from), null::varchar as planned_stage, null::date as planned_date
    from versions
    where is_to_come and stage_date < valid_to and stage_date <= $as_at
),
supposed as (
    select
        *,
        coalesce(list_contains(string_split(replace($withdrawn::varchar, ' ', ''), ','), partner_id), false)
        and valid_to > $as_at
        and stage <> 'withdrawn' as is_supposed
    from spells
),
restated as (
    select * exclude (is_supposed) from supposed where not is_supposed
    union all by name
    select * exclude (is_supposed) replace ($as_at as valid_to) from supposed where is_supposed and valid_from < $as_at
    union all by name
    select
        * exclude (is_supposed) replace (
            'withdrawn' as stage, $as_at as stage_date, $as_at as valid_from, null::varchar as planned_stage,
            null::date as planned_date
        )
    from supposed
    where is_supposed
)
select
    * exclude (is_to_come),
    category <> 'observer' and stage <> 'withdrawn' as is_counted,
    category <> 'observer'
    and stage in ('committed', 'business_case_agreed', 'design_and_sla_agreed', 'onboarding', 'live') as is_committed,
    list_position(
        [
            'identified', 'in_discussion', 'committed', 'business_case_agreed', 'design_and_sla_agreed',
            'onboarding', 'live', 'withdrawn'
        ],
        stage
    ) as stage_order
from restated
