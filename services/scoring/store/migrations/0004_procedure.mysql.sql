-- The rest of the procedure: suspension, execution, remedies, closing.
ALTER TABLE case_file
  ADD COLUMN returns_to TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN suspended_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN executed_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN execution_document VARCHAR(200) NOT NULL DEFAULT '',
  ADD COLUMN closed_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN closing_report VARCHAR(200) NOT NULL DEFAULT '',
  ADD COLUMN archived_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN archive_no VARCHAR(200) NOT NULL DEFAULT '',
  ADD COLUMN revoked_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN revision INT NOT NULL DEFAULT 1,
  ADD COLUMN termination TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN termination_reason VARCHAR(500) NOT NULL DEFAULT '',
  ADD COLUMN termination_document VARCHAR(200) NOT NULL DEFAULT '',
  ADD COLUMN ceiling_points BIGINT NULL;

-- grounds: numbers of policy::Ground, ascending, separated by commas.
ALTER TABLE finding
  ADD COLUMN safety_harmed TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN fraud_intent TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN grounds VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- Notices of result. The last one served binds the decision; a row changes when its notice is
-- served or superseded.
CREATE TABLE case_notice (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  notice_no INT NOT NULL,
  issued_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  points BIGINT NOT NULL,
  served_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  superseded_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (region, case_id, notice_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO case_notice (region, case_id, notice_no, issued_date, points, served_date)
SELECT region, case_id, 1, notice_date, notified_points, notice_served_date
FROM case_file WHERE notice_date IS NOT NULL;

-- Reconsiderations (1) and suits (2); outcome 0 while one runs. outcome_points: "item:points,…".
CREATE TABLE remedy (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  remedy_no INT NOT NULL,
  revision INT NOT NULL,
  kind TINYINT NOT NULL,
  filed_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body VARCHAR(200) NOT NULL,
  document VARCHAR(200) NOT NULL,
  stay_document VARCHAR(200) NOT NULL,
  late_reason VARCHAR(500) NOT NULL,
  outcome TINYINT NOT NULL,
  outcome_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  outcome_document VARCHAR(200) NOT NULL,
  outcome_points VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, case_id, remedy_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Leads a case was opened for.
CREATE TABLE case_lead (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  position INT NOT NULL,
  lead_id VARCHAR(64) NOT NULL,
  PRIMARY KEY (region, case_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Officers and their certificates (行政执法证). A certificate that is renewed is a new row.
CREATE TABLE officer (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person VARCHAR(128) NOT NULL,
  certificate_no VARCHAR(64) NOT NULL,
  name VARCHAR(100) NOT NULL,
  unit VARCHAR(100) NOT NULL,
  valid_from CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  valid_to CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, person, certificate_no),
  UNIQUE KEY officer_by_certificate (region, certificate_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
