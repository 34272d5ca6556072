-- What probity-review may write about hearings. Run in its hearing database after every `migrate`:
--   mariadb probity_hearing < grants-hearing.sql

-- Append-only: nobody but an administrator changes or removes a row.
GRANT INSERT ON audit TO probity_hearing@'%';
GRANT INSERT ON roster_leaf TO probity_hearing@'%';
GRANT INSERT ON round_phase TO probity_hearing@'%';
GRANT INSERT ON audit_node TO probity_hearing@'%';
GRANT INSERT ON signed_head TO probity_hearing@'%';
GRANT INSERT ON head_signature TO probity_hearing@'%';

GRANT INSERT, UPDATE ON round TO probity_hearing@'%';
GRANT UPDATE ON ballast TO probity_hearing@'%';
-- For a court; kept.
GRANT INSERT ON minutes TO probity_hearing@'%';
GRANT INSERT, UPDATE ON unseal TO probity_hearing@'%';

-- What goes when a round is over, aborted or delivered.
GRANT INSERT, UPDATE, DELETE ON seed TO probity_hearing@'%';
GRANT INSERT, UPDATE, DELETE ON sheet TO probity_hearing@'%';
GRANT INSERT, UPDATE, DELETE ON credential TO probity_hearing@'%';
GRANT INSERT, UPDATE, DELETE ON draw TO probity_hearing@'%';
GRANT INSERT, UPDATE, DELETE ON idempotency TO probity_hearing@'%';
GRANT INSERT, DELETE ON round_key TO probity_hearing@'%';
GRANT INSERT, DELETE ON attachment TO probity_hearing@'%';
GRANT INSERT, DELETE ON outcome TO probity_hearing@'%';
GRANT INSERT, DELETE ON receipt TO probity_hearing@'%';
GRANT INSERT, DELETE ON opening TO probity_hearing@'%';
GRANT INSERT, DELETE ON duty TO probity_hearing@'%';
GRANT INSERT, DELETE ON verdict_outbox TO probity_hearing@'%';
GRANT INSERT, DELETE ON release_outbox TO probity_hearing@'%';
