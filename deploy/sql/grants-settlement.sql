-- What probity-settlement may write. Run in its database after every `migrate`:
--   mariadb probity_settlement < grants-settlement.sql

-- Append-only: nobody but an administrator changes or removes a row.
GRANT INSERT ON budget TO probity_settlement@'%';
GRANT INSERT ON actual TO probity_settlement@'%';
GRANT INSERT ON indicator TO probity_settlement@'%';
GRANT INSERT ON contract TO probity_settlement@'%';
GRANT INSERT ON policy_file TO probity_settlement@'%';
GRANT INSERT ON run_policy TO probity_settlement@'%';
GRANT INSERT ON unit_input TO probity_settlement@'%';
GRANT INSERT ON unit_result TO probity_settlement@'%';
GRANT INSERT ON run_total TO probity_settlement@'%';
GRANT INSERT ON transfer TO probity_settlement@'%';
GRANT INSERT ON audit TO probity_settlement@'%';

GRANT INSERT, UPDATE ON input_edition TO probity_settlement@'%';
GRANT INSERT, UPDATE ON settlement_year TO probity_settlement@'%';
GRANT INSERT, UPDATE ON run TO probity_settlement@'%';
GRANT INSERT, UPDATE ON known_ledger TO probity_settlement@'%';
GRANT INSERT, UPDATE ON statement TO probity_settlement@'%';
GRANT INSERT, UPDATE ON dispute TO probity_settlement@'%';
GRANT INSERT, UPDATE ON payment_hold TO probity_settlement@'%';
GRANT INSERT, UPDATE ON year_close TO probity_settlement@'%';
GRANT INSERT, UPDATE ON account TO probity_settlement@'%';
GRANT INSERT, UPDATE ON ledger_lane TO probity_settlement@'%';
GRANT INSERT, UPDATE ON balance TO probity_settlement@'%';
GRANT INSERT, UPDATE ON idempotency TO probity_settlement@'%';

-- Heads of review's audit log, witnessed through scoring; append-only.
GRANT INSERT ON witnessed_head TO probity_settlement@'%';
