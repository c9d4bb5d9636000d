-- The capital by financial year, to which optimism bias belongs.
-- One row per financial year for which capital is reported, in order.
-- first_year: the calendar year in which the financial year begins. budget_gbp: as in the capital business case.
select
    (year(month) - if(month(month) < 4, 1, 0))::integer as first_year,
    sum(budget_gbp) as budget_gbp
from spend_at($as_at, $ledger_version)
group by first_year
order by first_year
