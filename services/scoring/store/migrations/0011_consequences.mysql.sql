-- What decisions bring beyond points: measures, the switch of the networked settlement, bars,
-- qualifications, publication, joint punishment, recovery.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone.

-- Legal representative or principal; empty: not stated.
ALTER TABLE institution ADD COLUMN principal VARCHAR(128) NOT NULL DEFAULT '';

-- Suspensions, holds and cancellations as they stand; what happened to each is measure_event. Kinds,
-- states and scopes carry the numbers of measure.proto.
CREATE TABLE measure (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  measure_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  status TINYINT NOT NULL,
  subject TINYINT NOT NULL,
  subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  scope TINYINT NOT NULL,
  scope_ref VARCHAR(100) NOT NULL,
  case_id BINARY(16) NULL,
  first_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  free_from_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  months INT NOT NULL,
  basis VARCHAR(200) NOT NULL,
  document VARCHAR(200) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  ordered_by VARCHAR(128) NOT NULL,
  approved_by VARCHAR(128) NOT NULL,
  lift_from_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  lift_person VARCHAR(128) NULL,
  lift_reason VARCHAR(500) NULL,
  lift_due_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  outcome TINYINT NOT NULL,
  held_fen BIGINT NOT NULL,
  bar_until_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  policy_sha256 VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  etag BIGINT NOT NULL,
  continues_id BINARY(16) NULL,
  PRIMARY KEY (region, measure_id),
  KEY measure_by_subject (region, subject, subject_id, measure_id),
  KEY measure_by_case (region, case_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The history of each measure. Append-only.
CREATE TABLE measure_event (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  measure_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  what VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(128) NOT NULL,
  note VARCHAR(1000) NOT NULL,
  first_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  free_from_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, measure_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What settlement kept back under a hold, month by month. Append-only.
CREATE TABLE held_amount (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  measure_id BINARY(16) NOT NULL,
  month VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  document VARCHAR(200) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, measure_id, month)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Commands to the networked settlement and their acknowledgement.
CREATE TABLE switch_command (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject TINYINT NOT NULL,
  subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  no INT NOT NULL,
  scope TINYINT NOT NULL,
  scope_ref VARCHAR(100) NOT NULL,
  action TINYINT NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  withdraws_no INT NOT NULL,
  state TINYINT NOT NULL,
  commanded_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  acknowledged_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  acknowledged_by VARCHAR(128) NOT NULL,
  receipt VARCHAR(200) NOT NULL,
  PRIMARY KEY (region, subject, subject_id, no),
  KEY switch_command_by_state (region, state, subject, subject_id, no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who may not be designated, or manage a designated institution, until when.
CREATE TABLE bar (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bar_id BINARY(16) NOT NULL,
  subject TINYINT NOT NULL,
  subject_id VARCHAR(128) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NULL,
  measure_id BINARY(16) NULL,
  first_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ended_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  basis VARCHAR(200) NOT NULL,
  document VARCHAR(200) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  ordered_by VARCHAR(128) NOT NULL,
  PRIMARY KEY (region, bar_id),
  KEY bar_by_subject (region, subject, subject_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Qualifications granted, not renewed and revoked. Append-only.
CREATE TABLE qualification_change (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  qualification TINYINT NOT NULL,
  year INT NOT NULL,
  seq INT NOT NULL,
  action TINYINT NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  points_year INT NOT NULL,
  points BIGINT NOT NULL,
  policy_sha256 VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, institution_id, qualification, year, seq),
  KEY qualification_change_by_year (region, year, institution_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What is published of a decision: masked texts only.
CREATE TABLE publication (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  publication_id BINARY(16) NOT NULL,
  case_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state TINYINT NOT NULL,
  weight TINYINT NOT NULL,
  decided_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  publish_by_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  published_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  end_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ended_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  title VARCHAR(500) NOT NULL,
  body TEXT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  withdraw_by_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  withdrawal_confirmed_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  etag BIGINT NOT NULL,
  PRIMARY KEY (region, publication_id),
  KEY publication_by_case (region, case_id),
  KEY publication_by_institution (region, institution_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The list of joint punishment and who was proposed for it.
CREATE TABLE nomination (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  nomination_id BINARY(16) NOT NULL,
  case_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person VARCHAR(128) NOT NULL,
  duty VARCHAR(100) NOT NULL,
  cause VARCHAR(500) NOT NULL,
  basis VARCHAR(200) NOT NULL,
  state TINYINT NOT NULL,
  nominated_by VARCHAR(128) NOT NULL,
  decided_by VARCHAR(128) NOT NULL,
  minutes VARCHAR(200) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  start_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  end_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ended_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  etag BIGINT NOT NULL,
  PRIMARY KEY (region, nomination_id),
  UNIQUE KEY nomination_by_case (region, case_id, person)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Fund money expected, received, no longer expected and given back. Append-only.
CREATE TABLE recovery_entry (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  item INT NOT NULL,
  kind TINYINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  due_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  document VARCHAR(200) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, case_id, seq),
  KEY recovery_entry_by_institution (region, institution_id, year, case_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
