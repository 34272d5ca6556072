-- Leads: acts that were reported, what each source said about them, and what was decided.

-- lead_id is made of institution, code and act reference, so that every report of one act meets
-- the same row. The report that made it is named by its delivery, or by none if entered by hand. A
-- lead without a last day of verification has 9999-12-31.
CREATE TABLE lead_act (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lead_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_ref VARCHAR(64) NOT NULL,
  act_start CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_end CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source TINYINT NOT NULL,
  state TINYINT NOT NULL,
  etag BIGINT NOT NULL,
  received_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  verify_due_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  extended TINYINT NOT NULL,
  verifier VARCHAR(128) NOT NULL,
  late_reason VARCHAR(500) NOT NULL,
  outcome_reason VARCHAR(500) NOT NULL,
  transferred_to VARCHAR(100) NOT NULL,
  document VARCHAR(100) NOT NULL,
  case_id BINARY(16) NULL,
  delivery_id BINARY(16) NULL,
  item_index BIGINT NOT NULL,
  PRIMARY KEY (region, lead_id),
  KEY lead_by_due (region, state, verify_due_date, lead_id),
  KEY lead_by_institution (region, institution_id, state, verify_due_date, lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Append-only, as are the four tables below it.
CREATE TABLE lead_report (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_system VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  external_id VARCHAR(64) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  content_hash BINARY(32) NOT NULL,
  source TINYINT NOT NULL,
  act_start CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_end CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  description VARCHAR(2000) NOT NULL,
  received_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reported_by VARCHAR(128) NOT NULL,
  delivery_id BINARY(16) NULL,
  item_index BIGINT NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, source_system, external_id),
  KEY lead_report_by_lead (region, lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lead_event (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lead_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  from_state TINYINT NOT NULL,
  to_state TINYINT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  note VARCHAR(1000) NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, lead_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lead_delivery (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  delivery_id BINARY(16) NOT NULL,
  source_system VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source TINYINT NOT NULL,
  person VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, delivery_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lead_rejection (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  delivery_id BINARY(16) NOT NULL,
  item_index BIGINT NOT NULL,
  external_id VARCHAR(64) NOT NULL,
  reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  detail VARCHAR(500) NOT NULL,
  PRIMARY KEY (region, delivery_id, item_index)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who told it. Nothing else of the database names an informant, and one statement reads this. The
-- random nonce keeps the row's digest in the audit log from telling who it is.
CREATE TABLE lead_informant (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lead_id BINARY(16) NOT NULL,
  source_system VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  external_id VARCHAR(64) NOT NULL,
  name VARCHAR(100) NOT NULL,
  contact VARCHAR(200) NOT NULL,
  note VARCHAR(500) NOT NULL,
  received_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_by VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  nonce BINARY(16) NOT NULL,
  PRIMARY KEY (region, lead_id, source_system, external_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
