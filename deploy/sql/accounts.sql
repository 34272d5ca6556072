-- The four databases and their accounts. Run once, as the server's administrator; running it again
-- changes nothing. docs/mysql.md says how the passwords are set.
--
-- NAME_ddl is for `migrate` alone, NAME for the service. Both are locked until they get a password.
-- SELECT on the whole of its own database is all a service gets here: enough to be told that
-- `migrate` is missing. What it may write is granted table by table in grants-*.sql.
CREATE DATABASE IF NOT EXISTS probity_scoring CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS probity_scoring_ddl@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS probity_scoring@'%' ACCOUNT LOCK;
GRANT CREATE, ALTER, DROP, INDEX, SELECT, INSERT, UPDATE ON probity_scoring.* TO probity_scoring_ddl@'%';
GRANT SELECT ON probity_scoring.* TO probity_scoring@'%';

CREATE DATABASE IF NOT EXISTS probity_settlement CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS probity_settlement_ddl@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS probity_settlement@'%' ACCOUNT LOCK;
GRANT CREATE, ALTER, DROP, INDEX, SELECT, INSERT, UPDATE ON probity_settlement.* TO probity_settlement_ddl@'%';
GRANT SELECT ON probity_settlement.* TO probity_settlement@'%';

-- Review keeps people and hearings apart: neither account has a right on the other's database.
CREATE DATABASE IF NOT EXISTS probity_roster CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS probity_roster_ddl@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS probity_roster@'%' ACCOUNT LOCK;
GRANT CREATE, ALTER, DROP, INDEX, SELECT, INSERT, UPDATE ON probity_roster.* TO probity_roster_ddl@'%';
GRANT SELECT ON probity_roster.* TO probity_roster@'%';

CREATE DATABASE IF NOT EXISTS probity_hearing CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS probity_hearing_ddl@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS probity_hearing@'%' ACCOUNT LOCK;
GRANT CREATE, ALTER, DROP, INDEX, SELECT, INSERT, UPDATE ON probity_hearing.* TO probity_hearing_ddl@'%';
GRANT SELECT ON probity_hearing.* TO probity_hearing@'%';
