-- What is shown and when it was last updated, for the line at the top of every page.
-- One row, always; before anything is uploaded all but ledger_version is empty.
-- reporting_date: the latest one that counts at the as-at date. number, dataset, mode, uploaded_by, uploaded_at (UTC),
-- file_name: of the upload that was made last among those that count.
-- illustrative: any upload that counts is of the sample. uploads: how many count. datasets: how many datasets they fill;
-- dataset_names: which, joined by commas.
with counted_uploads as (
    select *
    from uploads_at($ledger_version)
    where not withdrawn and reporting_date <= $as_at
)
select
    max(reporting_date) as reporting_date,
    $ledger_version::bigint as ledger_version,
    max(number) as number,
    arg_max(dataset, number) as dataset,
    arg_max(mode, number) as mode,
    arg_max(uploaded_by, number) as uploaded_by,
    arg_max(uploaded_at, number) as uploaded_at,
    arg_max(file_name, number) as file_name,
    coalesce(bool_or(illustrative), false) as illustrative,
    count(*) as uploads,
    count(distinct dataset) as datasets,
    string_agg(distinct dataset, ', ' order by dataset) as dataset_names
from counted_uploads
order by number
