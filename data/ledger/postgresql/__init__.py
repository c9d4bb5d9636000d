"""PostgreSQL as the authority: where the ledger is kept when several servers share it.

PostgreSQL holds every programme's entries, files, rows and row versions. Each server keeps a work file and published
copies of its own in DuckDB, just as without PostgreSQL; they only ever follow. store_address: which store is meant, and
where its copies are · connecting: the connection, and since when there is none · layout: tables and views · moving:
rows in both directions · authority: one write, all or nothing · register: which programmes there are · accounts: who
may query it from outside.
"""
