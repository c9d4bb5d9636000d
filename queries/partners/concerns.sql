-- What worries the partners, and the answer given.
-- One row per concern raised by the as-at date (see concerns_raised), open ones first, the oldest first.
-- partner: the partner's name, or its reference and ‘(not among the partners)’.
-- days_open: from the date raised to the as-at date while the concern is open, else null.
-- $partner_id text: only the concerns of this partner
-- $status text: only concerns that stand so: open, answered or closed
-- uses: concerns_raised
select
    concerns.concern_id,
    concerns.partner_id,
    coalesce(partners.name, concerns.partner_id || ' (not among the partners)') as partner,
    concerns.theme,
    concerns.concern,
    concerns.response,
    concerns.status,
    concerns.raised_date,
    case when concerns.status = 'open' then date_diff('day', concerns.raised_date, $as_at) end as days_open,
    concerns.reported_on as since,
    concerns.upload
from concerns_raised as concerns
left join partners_at($as_at, $ledger_version) as partners on concerns.partner_id = partners.partner_id
where
    concerns.valid_to > $as_at
    and ($partner_id is null or concerns.partner_id = $partner_id)
    and ($status is null or concerns.status = $status)
order by
    list_position(['open', 'answered', 'closed'], concerns.status), concerns.raised_date, concerns.concern_id
