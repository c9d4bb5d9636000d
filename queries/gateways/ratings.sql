-- How the ratings by the rule have moved: gateways and milestones by rating, as each report showed them.
-- One row per report and rating that occurs, the earliest report first, green before amber before red.
-- reporting_date: the report, from whose date it is looked at; the last is the as-at date, with or without a report of that day.
-- gateways: how many gateways, milestones and go-lives had the rating. names: which, by baseline date, with commas between.
-- The rule stands in gateways_rated.
-- $reports integer = 9: how many of the latest reports are looked at
-- uses: gateways_rated
select
    day as reporting_date,
    computed_rating,
    count(*) as gateways,
    string_agg(name, ', ' order by baseline_date, name) as names
from gateways_rated
where compared = 'now' or (compared = 'report' and day < $as_at)
group by day, computed_rating, rating_order
order by day, rating_order
