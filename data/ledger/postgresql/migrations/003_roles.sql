-- What was ever said of who may do what (data/ledger/roles.py): rows are only added. programme: an id, or * for all.
CREATE TABLE ledger.roles (
    number integer PRIMARY KEY,
    at text NOT NULL,
    by text NOT NULL,
    who text NOT NULL,
    role text NOT NULL,
    programme text NOT NULL);
