-- The criteria by which the options are weighed, as uploaded.
-- One row per criterion as at the date, the heaviest first, then by name: the order of vehicle_contributions.
-- weight: where options give it different weights, the highest.
select criterion, max(weight) as weight
from vehicle_options_at($as_at, $ledger_version)
group by criterion
order by weight desc, criterion
