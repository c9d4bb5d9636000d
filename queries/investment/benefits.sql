-- The benefits: from where each begins to where it is to come, how far it has come, and who answers for it.
-- One row per benefit as at the date: money saved first, then other worth, jobs, and capital avoided; by name within a kind.
-- reached_pct: how much of the way from the baseline (nought where none is given) to the target has been made, in per cent
-- (see percent in data/ledger/schema.py); null where nothing is reported as realised. Above 100 where it is
-- passed; of a target that is the baseline there is no way, so it is 100 where that is kept and 0 where it isn't. has_reached: what is realised is the target, or beyond it, whichever way it goes from the baseline; a target that is
-- the baseline is to be kept: as much or more. Judged by the values as reported.
-- is_withdrawn: its partner has withdrawn. is_short: it was to be had in full by the as-at date, and isn't, and its partner has not
-- withdrawn: nothing more is planned of one that has.
-- planned_gbp: what its years are planned to bring in all; realised_gbp: have brought; null where no year says so.
-- uses: partners_counted
with in_pounds as (
    select benefit_id, sum(planned_gbp) as planned_gbp, sum(realised_gbp) as realised_gbp
    from benefit_values_at($as_at, $ledger_version)
    group by benefit_id
)
select
    benefits.benefit_id,
    benefits.name,
    benefits.owner,
    benefits.kind,
    benefits.partner_id,
    coalesce(partners.name, benefits.partner_id) as partner,
    coalesce(partners.stage = 'withdrawn', false) as is_withdrawn,
    benefits.unit,
    benefits.baseline_value,
    benefits.target_value,
    benefits.realised_value,
    case
        when benefits.target_value = coalesce(benefits.baseline_value, 0)
            then if(benefits.realised_value >= benefits.target_value, 100, 0) + 0 * benefits.realised_value::double
        else
            percent(
                benefits.realised_value - coalesce(benefits.baseline_value, 0),
                benefits.target_value - coalesce(benefits.baseline_value, 0)
            )
    end as reached_pct,
    coalesce(
        if(
            benefits.target_value >= coalesce(benefits.baseline_value, 0),
            benefits.realised_value >= benefits.target_value,
            benefits.realised_value <= benefits.target_value
        ),
        false
    ) as has_reached,
    benefits.start_date,
    benefits.full_effect_date,
    coalesce(benefits.full_effect_date < $as_at, false)
    and not has_reached
    and not is_withdrawn as is_short,
    in_pounds.planned_gbp,
    in_pounds.realised_gbp,
    benefits.since,
    benefits.upload
from benefits_at($as_at, $ledger_version) as benefits
left join in_pounds on benefits.benefit_id = in_pounds.benefit_id
left join partners_counted as partners on benefits.partner_id = partners.partner_id and partners.valid_to > $as_at
order by list_position(['cashable', 'non_cashable', 'jobs', 'capital_avoided'], benefits.kind), benefits.name, benefits.benefit_id
