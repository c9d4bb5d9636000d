-- Which accounts of the database may look at which programmes, when they connect by themselves (Excel, Power BI).
CREATE TABLE ledger.accounts (
    account name NOT NULL,
    programme text NOT NULL REFERENCES ledger.programmes (id),
    PRIMARY KEY (account, programme));
ALTER TABLE ledger.accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY their_own ON ledger.accounts FOR SELECT USING (account = current_user);
ALTER TABLE ledger.programmes ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_account ON ledger.programmes FOR SELECT
    USING (id IN (SELECT programme FROM ledger.accounts WHERE account = current_user));
ALTER TABLE ledger.name_intervals ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_account ON ledger.name_intervals FOR SELECT
    USING (programme IN (SELECT programme FROM ledger.accounts WHERE account = current_user));
CREATE SCHEMA now;
COMMENT ON SCHEMA now IS 'One view per dataset: its rows as the latest reports left them, of the programmes that the account may see.';
