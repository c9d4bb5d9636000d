-- Every version of every application up to the as-at date, with whether it is in scope and its TIME quadrant.
-- One row per application and spell in which its row stayed the same; filter valid_from <= day < valid_to for one day.
-- in_scope: the disposition is consolidate, migrate, replace or self_service. The rule stands in the macro
-- is_in_scope (data/ledger/schema.py) and nowhere else.
-- The applications of the inventory that are in scope on a day are also the one set of which moves are counted: ‘34 of 113
-- moved’, planned, due, complete. Moves of others, out of scope or no longer in the inventory, are counted beside it.
-- to_consolidate: the disposition is consolidate, which means: into the core infrastructure.
-- time_quadrant: invest (valuable and sound), migrate (valuable, poor fit), tolerate (of little value, sound) or
-- eliminate (neither); 3 and above of 5 is valuable, or sound; null when a score is missing.
-- inlined: made whole, 20 reports of 120,000 rows cost more than any question that wants one day of them
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
select
    *,
    is_in_scope(disposition) as in_scope,
    disposition = 'consolidate' as to_consolidate,
    case
        when business_value is null or technical_fit is null then null
        when business_value >= 3 and technical_fit >= 3 then 'invest'
        when business_value >= 3 then 'migrate'
        when technical_fit >= 3 then 'tolerate'
        else 'eliminate'
    end as time_quadrant
from applications_versions($as_at, $ledger_version)
where valid_from <= $as_at
