-- The audit trail of all servers (data/ledger/trail/), and the names behind its tokens. about: JSON, as it was hashed. before, link:
-- the hash of the line before, and of this one. id: of what a server noted, so that nothing is entered twice.
CREATE TABLE ledger.trail (
    programme text NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    at text NOT NULL,
    event text NOT NULL,
    who text NOT NULL,
    about text NOT NULL,
    generation text NOT NULL,
    entry bigint NOT NULL,
    before text NOT NULL,
    link text NOT NULL,
    id text UNIQUE,
    PRIMARY KEY (programme, number),
    UNIQUE (programme, before));
COMMENT ON TABLE ledger.trail IS 'One row per event of a programme; lines are only added. What is of no one programme is in the first one''s.';
CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail is only added to.';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.trail
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TABLE ledger.people (
    token text PRIMARY KEY,
    name text NOT NULL,
    secret text NOT NULL);
COMMENT ON TABLE ledger.people IS 'Whom the tokens of the audit trail stand for; a person who was taken out is not in it any more.';
