-- Every version of every partner up to the as-at date, with whether it counts as a partner and as committed.
-- One row per partner and spell in which its row stayed the same; filter valid_from <= day < valid_to for one day.
-- is_counted: a partner that is not an observer and has not withdrawn. The rule stands here and nowhere else.
-- is_committed: counted, and at committed or any later stage.
-- stage_order: the place of the stage on the way from identified (1) to live (7); withdrawn is 8.
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
select
    *,
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
from partners_versions($ledger_version)
where valid_from <= $as_at
