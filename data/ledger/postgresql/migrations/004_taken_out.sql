-- When a person's data were taken out (data/ledger/personal.py): the original files that held them are dropped, their hashes stay.
ALTER TABLE ledger.upload_contents ALTER COLUMN file DROP NOT NULL;
CREATE TABLE ledger.taken_out (
    programme text NOT NULL REFERENCES ledger.programmes (id),
    number bigint NOT NULL,
    ledger_version bigint NOT NULL,
    made_at timestamp NOT NULL,
    made_by text NOT NULL,
    why text NOT NULL,
    cells bigint NOT NULL,
    files text NOT NULL,
    generation text NOT NULL,
    instead_of text NOT NULL,
    PRIMARY KEY (programme, number));
COMMENT ON TABLE ledger.taken_out IS 'One row each time that personal data were taken out. files: a JSON list of the uploads whose original was dropped.';
