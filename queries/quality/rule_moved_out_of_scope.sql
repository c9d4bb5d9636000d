-- Moves of what is to stay
-- One row per application that has moved although the inventory says that it is retained or undecided.
-- The columns are those of quality_findings. Medium: what will happen to it was not brought up to date.
-- In no order: quality_findings puts all findings in order, and these may be many.
-- uses: migrations_judged, applications_scoped
select
    'moved_out_of_scope' as rule,
    'medium' as severity,
    'applications' as dataset,
    migrations.application_id as item_id,
    applications.name as title,
    'It moved on '
    || strftime(migrations.migrated_on, '%-d %B %Y')
    || ', but the inventory says that it is '
    || if(applications.disposition = 'retain', 'to be retained.', 'undecided.') as finding,
    migrations.valid_from as since,
    migrations.upload
from migrations_judged as migrations
inner join applications_scoped as applications
    on migrations.application_id = applications.application_id and applications.valid_to > $as_at
where migrations.is_migrated and applications.disposition in ('retain', 'undecided')
