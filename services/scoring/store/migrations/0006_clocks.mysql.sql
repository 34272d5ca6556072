-- Clocks of the procedure (期限), what was added to them and which spans do not count.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone. `last_date` is
-- 9999-12-31 while it lies beyond the calendar: such a clock is in no list of what is due. State,
-- kinds and approvers carry the numbers of clock_service.proto.
CREATE TABLE clock (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_kind TINYINT NOT NULL,
  subject_id VARCHAR(64) NOT NULL,
  clock_key VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run INT NOT NULL,
  state TINYINT NOT NULL,
  event_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assumed TINYINT NOT NULL,
  on_expiry TINYINT NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  officer VARCHAR(128) NOT NULL,
  met_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reported_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  revision BIGINT NOT NULL,
  started_time BIGINT NOT NULL,
  changed_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, subject_kind, subject_id, clock_key, run),
  KEY clock_by_last_day (region, state, last_date),
  KEY clock_by_case (region, case_id, state),
  KEY clock_by_officer (region, officer, state, last_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
ALTER TABLE case_officer ADD KEY case_officer_by_person (region, person, case_id);

-- Spans of days that are not counted. A row is written when the span begins and once more when it
-- ends.
CREATE TABLE clock_span (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_kind TINYINT NOT NULL,
  subject_id VARCHAR(64) NOT NULL,
  clock_key VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run INT NOT NULL,
  seq INT NOT NULL,
  kind TINYINT NOT NULL,
  first_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reason VARCHAR(500) NOT NULL,
  document VARCHAR(200) NOT NULL,
  person VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, subject_kind, subject_id, clock_key, run, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Extensions. Append-only: the service's user needs no UPDATE or DELETE here.
CREATE TABLE clock_extension (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_kind TINYINT NOT NULL,
  subject_id VARCHAR(64) NOT NULL,
  clock_key VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run INT NOT NULL,
  seq INT NOT NULL,
  approved_by TINYINT NOT NULL,
  added INT NOT NULL,
  unit TINYINT NOT NULL,
  granted_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person VARCHAR(128) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  document VARCHAR(200) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, subject_kind, subject_id, clock_key, run, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What was announced in place of service (公告送达), for the step that the service takes when its time
-- has passed. `run` is that of the clock public_notice_service. Append-only.
CREATE TABLE service_announcement (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  run INT NOT NULL,
  announced_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause VARCHAR(500) NOT NULL,
  place VARCHAR(200) NOT NULL,
  receipt VARCHAR(200) NOT NULL,
  person VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, case_id, run)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
