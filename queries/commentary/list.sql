-- What is said to the panel on each section of the briefing, and what it asked.
-- One row per remark, or per question with its answer, as at the date; newest first, remarks before questions.
-- said_on: the date given with it, else since. It may lie after the as-at date only when the file says so.
-- question, asked_by: null for a remark.
select
    section,
    question,
    asked_by,
    text,
    author_role,
    coalesce(date, since) as said_on,
    since,
    upload
from commentary_at($as_at, $ledger_version)
order by said_on desc, question is not null, section, text
