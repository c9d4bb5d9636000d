-- Every upload: what it was, what it changed, and whether it counts in what is shown.
-- One row per upload, newest first.
-- counted: not withdrawn, and its reporting date is on or before the as-at date.
-- uploaded_at, withdrawn_at: UTC. rows: in the file; added, changed, removed, unchanged: rows, against the state before.
-- is_dropped: its original file is kept no more, since it held personal data that were taken out.
-- $dataset text: only uploads of this dataset
select
    *,
    not withdrawn and reporting_date <= $as_at as counted,
    number in (
        select unnest(regexp_extract_all(taken_out.files, '\d+'))::bigint from taken_out
    ) as is_dropped
from uploads_at($ledger_version)
where $dataset is null or dataset = $dataset
order by number desc
