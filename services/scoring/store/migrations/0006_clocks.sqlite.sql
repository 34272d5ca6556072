-- Clocks of the procedure (期限), what was added to them and which spans do not count.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone. `last_date` is
-- 9999-12-31 while it lies beyond the calendar: such a clock is in no list of what is due. State,
-- kinds and approvers carry the numbers of clock_service.proto.
CREATE TABLE clock (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 10),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 64),
  clock_key TEXT NOT NULL CHECK (length(clock_key) BETWEEN 1 AND 40),
  run INTEGER NOT NULL CHECK (run > 0),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 6),
  event_date TEXT NOT NULL CHECK (length(event_date) = 10),
  last_date TEXT NOT NULL CHECK (length(last_date) = 10),
  assumed INTEGER NOT NULL CHECK (assumed IN (0, 1)),
  on_expiry INTEGER NOT NULL CHECK (on_expiry BETWEEN 1 AND 5),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) = 64),
  case_id BLOB CHECK (length(case_id) = 16),
  institution_id TEXT NOT NULL,
  officer TEXT NOT NULL,
  met_date TEXT CHECK (length(met_date) = 10),
  reported_date TEXT CHECK (length(reported_date) = 10),
  revision INTEGER NOT NULL CHECK (revision > 0),
  started_time INTEGER NOT NULL,
  changed_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, subject_kind, subject_id, clock_key, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_by_last_day ON clock (region, state, last_date);
CREATE INDEX clock_by_case ON clock (region, case_id, state);
CREATE INDEX clock_by_officer ON clock (region, officer, state, last_date);
CREATE INDEX case_officer_by_person ON case_officer (region, person, case_id);

-- Spans of days that are not counted. A row is written when the span begins and once more when it
-- ends.
CREATE TABLE clock_span (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 10),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 64),
  clock_key TEXT NOT NULL CHECK (length(clock_key) BETWEEN 1 AND 40),
  run INTEGER NOT NULL CHECK (run > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 6),
  first_date TEXT NOT NULL CHECK (length(first_date) = 10),
  last_date TEXT CHECK (length(last_date) = 10),
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, subject_kind, subject_id, clock_key, run, seq)
) STRICT, WITHOUT ROWID;

-- Extensions. Append-only: the service's user needs no UPDATE or DELETE here.
CREATE TABLE clock_extension (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 10),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 64),
  clock_key TEXT NOT NULL CHECK (length(clock_key) BETWEEN 1 AND 40),
  run INTEGER NOT NULL CHECK (run > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  approved_by INTEGER NOT NULL CHECK (approved_by BETWEEN 1 AND 3),
  added INTEGER NOT NULL CHECK (added > 0),
  unit INTEGER NOT NULL CHECK (unit BETWEEN 1 AND 5),
  granted_date TEXT NOT NULL CHECK (length(granted_date) = 10),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, subject_kind, subject_id, clock_key, run, seq)
) STRICT, WITHOUT ROWID;

-- What was announced in place of service (公告送达), for the step that the service takes when its time
-- has passed. `run` is that of the clock public_notice_service. Append-only.
CREATE TABLE service_announcement (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  run INTEGER NOT NULL CHECK (run > 0),
  announced_date TEXT NOT NULL CHECK (length(announced_date) = 10),
  cause TEXT NOT NULL,
  place TEXT NOT NULL,
  receipt TEXT NOT NULL,
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, case_id, run)
) STRICT, WITHOUT ROWID;
