-- Applications listed twice
-- One row per application that has the name and the department of another one, by reference the later of the two.
-- The columns are those of quality_findings. High: the two are in different waves; medium: otherwise. Upper and lower case,
-- and spaces, make no difference.
-- In no order: quality_findings puts all findings in order, and these may be many.
with held as not materialized (
    -- few are ever likely: made whole, it holds both texts of all to hand on a hash
    select
        *,
        -- most names hold no space but single ones inside, and an expression takes three times as long as looking for others;
        -- trim() takes off spaces of every kind, of which all but one are not in ASCII
        case
            when
                contains(name, '  ')
                or contains(name, chr(9))
                or contains(name, chr(10))
                or contains(name, chr(12))
                or contains(name, chr(13))
                then regexp_replace(lower(trim(name)), '\s+', ' ', 'g')
            when name < '!' or ends_with(name, ' ') or strlen(name) <> length(name) then lower(trim(name))
            else lower(name)
        end as called,
        lower(trim(department)) as owned,
        hash(called, owned) as same_hash
    from applications_at($as_at, $ledger_version)
),
repeated as (
    select same_hash from held group by same_hash having count(*) > 1
),
likely as (
    select held.*, migrations.wave_id
    from held
    left join migrations_at($as_at, $ledger_version) as migrations
        on held.application_id = migrations.application_id
    where held.same_hash in (select repeated.same_hash from repeated)
),
twins as (
    select
        *,
        first_value(application_id) over same as first_id,
        first_value(wave_id) over same as first_wave
    from likely
    window same as (partition by called, owned order by application_id)
)
select
    'listed_twice' as rule,
    if(coalesce(wave_id <> first_wave, false), 'high', 'medium') as severity,
    'applications' as dataset,
    application_id as item_id,
    name as title,
    'Same name and department as '
    || first_id
    || if(
        wave_id <> first_wave, ', and in another wave: ' || wave_id || ' here, ' || first_wave || ' there.', '.'
    ) as finding,
    since,
    upload
from twins
where application_id <> first_id
