-- What probity-review may write about people. Run in its roster database after every `migrate`:
--   mariadb probity_roster < grants-roster.sql

GRANT INSERT, UPDATE ON member TO probity_roster@'%';
GRANT INSERT, UPDATE ON affiliation TO probity_roster@'%';
GRANT INSERT, UPDATE ON roster_change TO probity_roster@'%';
GRANT INSERT, UPDATE ON idempotency TO probity_roster@'%';
GRANT UPDATE ON ballast TO probity_roster@'%';

-- What goes when a round is over.
GRANT INSERT, UPDATE, DELETE ON invitation TO probity_roster@'%';
GRANT INSERT, UPDATE, DELETE ON pool_key TO probity_roster@'%';
GRANT INSERT, DELETE ON pool_snapshot TO probity_roster@'%';
GRANT INSERT, DELETE ON envelope TO probity_roster@'%';
