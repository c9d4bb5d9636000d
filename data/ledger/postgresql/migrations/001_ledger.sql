-- What the ledger keeps, for every programme: its entries and versions, its files, the names of its rows. The tables of row
-- versions follow from the declarations of the datasets (layout.py).
CREATE TABLE ledger.programmes (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name text NOT NULL,
    place integer NOT NULL UNIQUE,
    generation text UNIQUE,
    ledger_version bigint NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX programmes_name ON ledger.programmes (lower(name));
COMMENT ON TABLE ledger.programmes IS 'One row per programme, in the order of place. generation: null until something was written; it changes when a backup is restored.';

CREATE TABLE ledger.versions (
    programme text NOT NULL REFERENCES ledger.programmes (id),
    number bigint NOT NULL CHECK (number > 0),
    mark text NOT NULL,
    PRIMARY KEY (programme, number));
COMMENT ON TABLE ledger.versions IS 'One row per ledger version; mark: drawn by the write that made it, so that a copy can tell whether it follows this history.';

CREATE TABLE ledger.uploads (
    programme text NOT NULL,
    number bigint NOT NULL,
    dataset text NOT NULL,
    reporting_date date NOT NULL,
    mode text NOT NULL CHECK (mode IN ('full', 'update')),
    uploaded_by text,
    uploaded_at timestamp,
    file_name text,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    rows bigint NOT NULL,
    added bigint,
    changed bigint,
    removed bigint,
    unchanged bigint,
    note text,
    illustrative boolean,
    read_as text,
    options text,
    PRIMARY KEY (programme, number),
    FOREIGN KEY (programme, number) REFERENCES ledger.versions (programme, number));

CREATE TABLE ledger.ledger_entries (
    programme text NOT NULL,
    number bigint NOT NULL,
    action text NOT NULL CHECK (action IN ('upload', 'withdraw', 'reinstate', 'upgrade')),
    upload bigint,
    made_by text,
    made_at timestamp,
    FOREIGN KEY (programme, number) REFERENCES ledger.versions (programme, number),
    FOREIGN KEY (programme, upload) REFERENCES ledger.uploads (programme, number));
CREATE UNIQUE INDEX ledger_entries_once ON ledger.ledger_entries (programme, number, coalesce(upload, 0));

CREATE TABLE ledger.upload_contents (
    programme text NOT NULL,
    number bigint NOT NULL,
    file bytea NOT NULL,
    rows bytea NOT NULL,
    PRIMARY KEY (programme, number),
    FOREIGN KEY (programme, number) REFERENCES ledger.uploads (programme, number));
ALTER TABLE ledger.upload_contents ALTER COLUMN file SET STORAGE EXTERNAL, ALTER COLUMN rows SET STORAGE EXTERNAL;
COMMENT ON TABLE ledger.upload_contents IS 'The file of each upload as it came (zstd), and the rows read from it (Parquet).';

CREATE TABLE ledger.renames (
    programme text NOT NULL,
    upload bigint NOT NULL,
    dataset text NOT NULL,
    old_key text NOT NULL,
    new_key text NOT NULL,
    PRIMARY KEY (programme, upload, dataset, old_key),
    FOREIGN KEY (programme, upload) REFERENCES ledger.uploads (programme, number));

CREATE TABLE ledger.name_intervals (
    programme text NOT NULL,
    dataset text NOT NULL,
    key_column text,
    identity text NOT NULL,
    label text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    upload bigint NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    CHECK (known_from < known_to),
    FOREIGN KEY (programme, upload) REFERENCES ledger.uploads (programme, number));
CREATE UNIQUE INDEX name_intervals_open ON ledger.name_intervals (programme, dataset, identity, valid_from)
    WHERE known_to = 4611686018427387904;
CREATE INDEX name_intervals_known_from ON ledger.name_intervals (programme, known_from);

CREATE TABLE ledger.declarations (fingerprint text PRIMARY KEY);
COMMENT ON TABLE ledger.declarations IS 'The declarations of datasets that these tables have been brought into line with.';
