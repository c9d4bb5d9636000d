-- Every version of every decision, scrutiny and engagement up to the as-at date, with how it stands on each day.
-- One row per item and spell in which its row and its status stayed the same; filter valid_from <= day < valid_to for one
-- day.
-- status: as reported; but an item that is reported as done is done from its date on, and planned until then, without
-- an outcome. The rule stands here and nowhere else.
-- valid_from: the reporting date, or the date of the item where a report said before it that it is done.
-- reported_on: the reporting date of the version, whatever its spell.
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
with versions as (
    select *, valid_from as reported_on, status = 'done' and date > valid_from as is_to_come
    from decisions_versions($as_at, $ledger_version)
    where valid_from <= $as_at
)
select * exclude (is_to_come)
from versions
where not is_to_come
union all by name
select * exclude (is_to_come) replace ('planned' as status, null as outcome, least(date, valid_to) as valid_to)
from versions
where is_to_come
union all by name
select * exclude (is_to_come) replace (date as valid_from)
from versions
where is_to_come and date < valid_to and date <= $as_at
