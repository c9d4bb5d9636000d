-- What does not add up in the data, by every rule that is asked in SQL.
-- One row per finding; the columns are those of quality_findings, which has those of the other rules too.
-- In no order: quality_findings puts it in order.
-- gathers: quality_rule_* as every_finding
select rule, severity, dataset, item_id, title, finding, since, upload
from every_finding
