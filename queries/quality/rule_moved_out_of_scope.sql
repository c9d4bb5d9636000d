-- Moves of what is to stay
-- One row per application that has moved although the inventory says that it is retained or undecided.
-- The columns are those of quality_findings. Medium: what will happen to it was not brought up to date.
-- In no order: quality_findings puts all findings in order, and these may be many.
-- uses: quality_moves_matched
select
    'moved_out_of_scope' as rule,
    'medium' as severity,
    'applications' as dataset,
    held_id as item_id,
    name as title,
    'It moved on '
    || strftime(migrated_on, '%-d %B %Y')
    || ', but the inventory says that it is '
    || if(disposition = 'retain', 'to be retained.', 'undecided.') as finding,
    moved_from as since,
    moved_upload as upload
from quality_moves_matched
where is_migrated and disposition in ('retain', 'undecided')
