-- When personal data were taken out of the ledger: marks such as ‘[removed 1]’ stand in their place since, at every version.
-- One row each time, in their order. It is the same at any as-at date and ledger version.
-- taken_out_on: the day (UTC). marked: values that a mark stands for. files: original files that were dropped.
select
    number,
    made_at::date as taken_out_on,
    cells as marked,
    len(regexp_extract_all(files, '\d+')) as files
from taken_out
order by number
