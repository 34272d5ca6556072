-- Cases, their timeline, and the blinded sheets review takes from here.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone. State, source
-- and verdict carry the numbers of case.proto.
CREATE TABLE case_file (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  case_ref VARCHAR(64) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source TINYINT NOT NULL,
  state TINYINT NOT NULL,
  etag BIGINT NOT NULL,
  opened_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  report VARCHAR(200) NOT NULL,
  notice_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  notice_served_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  objection_deadline_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  objection_filed_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  decided_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  defence TEXT NOT NULL,
  waiver VARCHAR(200) NOT NULL,
  decision TINYINT NOT NULL,
  decision_reason VARCHAR(500) NOT NULL,
  notified_points BIGINT NOT NULL,
  final_points BIGINT NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  policy_choice TEXT NOT NULL,
  attention VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reversal_person VARCHAR(128) NULL,
  reversal_reason VARCHAR(500) NULL,
  reversal_document VARCHAR(200) NULL,
  PRIMARY KEY (region, case_id),
  UNIQUE KEY case_file_by_case_ref (region, case_ref),
  KEY case_file_by_institution (region, institution_id, case_id),
  KEY case_file_by_window (region, state, objection_deadline_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE case_officer (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  position INT NOT NULL,
  person VARCHAR(128) NOT NULL,
  PRIMARY KEY (region, case_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE finding (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  item INT NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_ref VARCHAR(64) NOT NULL,
  act_start CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_end CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  notified_points BIGINT NOT NULL,
  judged_points BIGINT NULL,
  final_points BIGINT NOT NULL,
  verdict TINYINT NOT NULL,
  recovery_fen BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  facts TEXT NOT NULL,
  service_class TINYINT NOT NULL,
  remands INT NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, case_id, item)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Which case an act belongs to: one act is never scored by two cases (G16). The row goes when the
-- finding is removed, the case dismissed or its decision revoked.
CREATE TABLE finding_act (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_ref VARCHAR(64) NOT NULL,
  case_id BINARY(16) NOT NULL,
  PRIMARY KEY (region, institution_id, code, act_ref)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The timeline. Append-only: the service's user needs no UPDATE or DELETE here.
CREATE TABLE case_transition (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  from_state TINYINT NOT NULL,
  to_state TINYINT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  note VARCHAR(1000) NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, case_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One row for each time a case goes to review: the map case - token, which never leaves scoring.
-- `reached` tells how far its round got, `items` which findings the sheet asks about, in order.
CREATE TABLE sheet (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sheet_id BINARY(16) NOT NULL,
  case_id BINARY(16) NOT NULL,
  token BINARY(16) NOT NULL,
  state TINYINT NOT NULL,
  referral_seq BIGINT NOT NULL,
  round_id BINARY(16) NULL,
  position INT NOT NULL,
  reached TINYINT NOT NULL,
  withheld TINYINT NOT NULL,
  items VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body MEDIUMBLOB NOT NULL,
  verdict MEDIUMBLOB NULL,
  nonce BINARY(16) NULL,
  PRIMARY KEY (region, sheet_id),
  UNIQUE KEY sheet_by_token (region, token),
  KEY sheet_by_queue (region, state, referral_seq),
  KEY sheet_by_case (region, case_id),
  KEY sheet_by_round (region, round_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What came with the verdicts of a round: the draw's transcript and the head of review's audit log,
-- which this service thereby witnesses.
CREATE TABLE verdict_round (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  round_id BINARY(16) NOT NULL,
  transcript_sha256 BINARY(32) NOT NULL,
  transcript MEDIUMBLOB NOT NULL,
  head_seq BIGINT NOT NULL,
  head_hash VARBINARY(32) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, round_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
