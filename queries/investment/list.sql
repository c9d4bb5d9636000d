-- What each benefit brings and costs in each financial year: a page of the rows behind the cash flow.
-- One row per benefit and year as at the date, the earliest year first.
-- The columns are those of investment_by_benefit. matches: how many rows match in all, counted beside the rows as in spend_list.
-- uses: investment_by_benefit
-- $year text: only this financial year, such as 2013/14
-- $benefit_id text: only this benefit
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
with matching_values as (
    select *
    from investment_by_benefit
    where ($year is null or year = $year) and ($benefit_id is null or benefit_id = $benefit_id)
)
select *, (select count(*) from matching_values) as matches
from matching_values
order by first_year, benefit_id
limit $limit::bigint offset coalesce($offset::bigint, 0)
