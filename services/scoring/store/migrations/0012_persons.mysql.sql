-- Persons and their points, service agreements, insured persons.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone. Enums carry the
-- numbers of the messages.
-- Persons of the payment qualification (医保支付资格). Append-only.
CREATE TABLE person (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  licence_no VARCHAR(64) NOT NULL,
  name VARCHAR(100) NOT NULL,
  profession TINYINT NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, person_id),
  UNIQUE KEY person_by_licence (region, licence_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Each time a person was registered: the first, and again after a bar. Append-only.
CREATE TABLE person_registration (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  registered_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, person_id, registered_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Where a person works and worked; several at a time for practice at more than one site.
CREATE TABLE person_employment (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  main_site TINYINT NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, person_id, institution_id, from_date),
  KEY person_employment_by_institution (region, institution_id, person_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a case of an institution brings a person: proposed, told, objected to, decided, in force.
CREATE TABLE person_scoring (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scoring_id BINARY(16) NOT NULL,
  case_id BINARY(16) NOT NULL,
  person_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_revision INT NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sanction TINYINT NOT NULL,
  sanction_document VARCHAR(200) NOT NULL,
  state TINYINT NOT NULL,
  etag BIGINT NOT NULL,
  proposed_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  proposer VARCHAR(128) NOT NULL,
  notice_served_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  objection_deadline_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  objection_filed_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  objection VARCHAR(2048) NOT NULL,
  objection_answer VARCHAR(2048) NOT NULL,
  waiver VARCHAR(200) NOT NULL,
  decided_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  decider VARCHAR(128) NOT NULL,
  decision_reason VARCHAR(2048) NOT NULL,
  suspend_months BIGINT NOT NULL,
  suspend_reason VARCHAR(2048) NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (region, scoring_id),
  UNIQUE KEY person_scoring_by_case (region, case_id, person_id, case_revision),
  KEY person_scoring_by_person (region, person_id, scoring_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One line of it for each finding the person answers for.
CREATE TABLE person_line (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scoring_id BINARY(16) NOT NULL,
  item TINYINT NOT NULL,
  finding_item TINYINT NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  violation_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  responsibility TINYINT NOT NULL,
  reason VARCHAR(2048) NOT NULL,
  points BIGINT NOT NULL,
  final_points BIGINT NOT NULL,
  emergency TINYINT NOT NULL,
  emergency_reason VARCHAR(2048) NOT NULL,
  act_start CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_end CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, scoring_id, item)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The timeline. Append-only.
CREATE TABLE person_step (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scoring_id BINARY(16) NOT NULL,
  seq BIGINT NOT NULL,
  from_state TINYINT NOT NULL,
  to_state TINYINT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  note VARCHAR(2048) NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, scoring_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Other institutions of the person that are to be told of the decision.
CREATE TABLE person_tell (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scoring_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  told_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  receipt VARCHAR(200) NOT NULL,
  PRIMARY KEY (region, scoring_id, institution_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Service agreements (服务协议). Append-only.
CREATE TABLE agreement (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  agreement_no VARCHAR(64) NOT NULL,
  subject_kind TINYINT NOT NULL,
  subject_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  public_body TINYINT NOT NULL,
  from_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  signed_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  renews_no VARCHAR(64) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, agreement_no),
  KEY agreement_by_subject (region, subject_kind, subject_id, from_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What became of an agreement. Append-only.
CREATE TABLE agreement_event (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  agreement_no VARCHAR(64) NOT NULL,
  seq BIGINT NOT NULL,
  kind TINYINT NOT NULL,
  from_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  voluntary TINYINT NOT NULL,
  reason VARCHAR(2048) NOT NULL,
  document VARCHAR(200) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, agreement_no, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Insured persons (参保人) by pseudonym: a hash the caller made, or a number of the bureau. Append-only.
CREATE TABLE insured_person (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  insured_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, insured_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Networked settlement suspended and lifted, each step by its person. Append-only.
CREATE TABLE insured_event (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  insured_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT NOT NULL,
  kind TINYINT NOT NULL,
  months BIGINT NOT NULL,
  served_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  from_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  to_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reason VARCHAR(2048) NOT NULL,
  document VARCHAR(200) NOT NULL,
  policy_sha256 VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, insured_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
