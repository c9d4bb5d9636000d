-- How many risks there are, how bad, and what became of them since the report before.
-- One row. Open risks alone are counted, but for closed.
-- threats and opportunities add up to open; low, medium, high and very_high too. high_threats, very_high_threats: of the threats alone.
-- overdue: those whose mitigation is overdue. still_provisional: open ones whose row still says provisional.
-- added, reopened, worse, better, closed: since before_day, the report before; null where there is none (see risks_banded).
-- rows: all that are there, closed ones too; upload: the latest among them.
-- uses: risks_banded, reports_compared
with before_day as (
    select max(day) as before_day from reports_compared where compared = 'before'
)
select
    count(*) as rows,
    count(*) filter (where is_open) as open,
    count(*) filter (where is_open and kind = 'threat') as threats,
    count(*) filter (where is_open and kind = 'opportunity') as opportunities,
    count(*) filter (where is_open and band = 'low') as low,
    count(*) filter (where is_open and band = 'medium') as medium,
    count(*) filter (where is_open and band = 'high') as high,
    count(*) filter (where is_open and band = 'very_high') as very_high,
    count(*) filter (where is_open and kind = 'threat' and band = 'high') as high_threats,
    count(*) filter (where is_open and kind = 'threat' and band = 'very_high') as very_high_threats,
    count(*) filter (where is_overdue) as overdue,
    count(*) filter (where status = 'provisional') as still_provisional,
    any_value(before_day) as before_day,
    if(any_value(before_day) is null, null, count(*) filter (where movement = 'new')) as added,
    if(any_value(before_day) is null, null, count(*) filter (where movement = 'reopened')) as reopened,
    if(any_value(before_day) is null, null, count(*) filter (where movement = 'worse')) as worse,
    if(any_value(before_day) is null, null, count(*) filter (where movement = 'better')) as better,
    if(any_value(before_day) is null, null, count(*) filter (where movement = 'closed')) as closed,
    max(reported_on) as since,
    max(upload) as upload
from risks_banded
cross join before_day
order by open
