-- The key that a renamed row has now, so that a renaming is not told as one row gone and another come.
-- One row per dataset and earlier key that an upload up to the as-at date said was only renamed.
-- latest_key: the key that it has in the end; a key renamed twice leads to the last one.
-- In no order: it is made to be used by other queries.
with recursive renamed as (
    select renames.dataset, renames.old_key, renames.new_key, renames.upload
    from renames_at($ledger_version) as renames
    inner join uploads_at($ledger_version) as uploads on renames.upload = uploads.number
    where uploads.reporting_date <= $as_at
),
followed as (
    select dataset, old_key, new_key, 1 as steps
    from renamed
    union all
    select followed.dataset, followed.old_key, renamed.new_key, followed.steps + 1
    from followed
    inner join renamed on followed.dataset = renamed.dataset and followed.new_key = renamed.old_key
    where followed.steps < 50 and renamed.new_key <> followed.old_key
)
select dataset, old_key, max_by(new_key, steps) as latest_key
from followed
group by dataset, old_key
