-- Moves of what is to stay
-- One row per application that has moved although the inventory says that it is retained or undecided.
-- The columns are those of quality_findings. Medium: what will happen to it was not brought up to date.
-- uses: migrations_listed
select
    'moved_out_of_scope' as rule,
    'medium' as severity,
    'applications' as dataset,
    application_id as item_id,
    name as title,
    'It moved on '
    || strftime(migrated_on, '%-d %B %Y')
    || ', but the inventory says that it is '
    || if(disposition = 'retain', 'to be retained.', 'undecided.') as finding,
    since,
    upload
from migrations_listed
where is_migrated and disposition in ('retain', 'undecided')
order by application_id
