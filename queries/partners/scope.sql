-- What each partner brings, by its own count: applications and staff, and its share of each.
-- One row per partner that counts (see partners_counted) as at the date, the one with most applications first.
-- applications_share_pct, staff_share_pct: of what all partners that count bring; null where it is not known of the partner, or
-- nobody brings any. whole_applications, whole_staff: what all bring, as far as it is known.
-- capital_gbp: the budget of the capital business case. by_applications_gbp, by_staff_gbp: the part of it that the partner would
-- bear if it were shared by applications, or by staff, in scope, in whole pounds; an assumption for comparison, not an agreement.
-- uses: partners_stage, spend_counted
with counted as (
    select
        partner_id,
        name,
        category,
        stage,
        applications_in_scope,
        staff_in_scope,
        sum(applications_in_scope) over () as whole_applications,
        sum(staff_in_scope) over () as whole_staff,
        since,
        upload
    from partners_stage
    where is_counted
),
budget as (
    select sum(budget_gbp) as capital_gbp from spend_counted where valid_to > $as_at
)
select
    counted.partner_id,
    counted.name,
    counted.category,
    counted.stage,
    counted.applications_in_scope,
    counted.staff_in_scope,
    percent(counted.applications_in_scope, counted.whole_applications) as applications_share_pct,
    percent(counted.staff_in_scope, counted.whole_staff) as staff_share_pct,
    counted.whole_applications::bigint as whole_applications,
    counted.whole_staff::bigint as whole_staff,
    budget.capital_gbp,
    round(budget.capital_gbp * counted.applications_in_scope / nullif(counted.whole_applications, 0), 0) as by_applications_gbp,
    round(budget.capital_gbp * counted.staff_in_scope / nullif(counted.whole_staff, 0), 0) as by_staff_gbp,
    counted.since,
    counted.upload
from counted
cross join budget
order by counted.applications_in_scope desc nulls last, counted.staff_in_scope desc nulls last, counted.name, counted.partner_id
