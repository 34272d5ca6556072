-- Cases, their timeline, and the blinded sheets review takes from here.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone. State, source
-- and verdict carry the numbers of case.proto.
CREATE TABLE case_file (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  case_ref TEXT NOT NULL CHECK (length(case_ref) BETWEEN 1 AND 64),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 4),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 20),
  etag INTEGER NOT NULL CHECK (etag > 0),
  opened_date TEXT NOT NULL CHECK (length(opened_date) = 10),
  report TEXT NOT NULL,
  notice_date TEXT CHECK (length(notice_date) = 10),
  notice_served_date TEXT CHECK (length(notice_served_date) = 10),
  objection_deadline_date TEXT CHECK (length(objection_deadline_date) = 10),
  objection_filed_date TEXT CHECK (length(objection_filed_date) = 10),
  decided_date TEXT CHECK (length(decided_date) = 10),
  effective_date TEXT CHECK (length(effective_date) = 10),
  defence TEXT NOT NULL,
  waiver TEXT NOT NULL,
  decision INTEGER NOT NULL CHECK (decision BETWEEN 0 AND 3),
  decision_reason TEXT NOT NULL,
  notified_points INTEGER NOT NULL CHECK (notified_points >= 0),
  final_points INTEGER NOT NULL CHECK (final_points BETWEEN 0 AND notified_points),
  policy_sha256 TEXT NOT NULL,
  policy_choice TEXT NOT NULL,
  attention TEXT NOT NULL,
  reversal_person TEXT,
  reversal_reason TEXT,
  reversal_document TEXT,
  PRIMARY KEY (region, case_id),
  UNIQUE (region, case_ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_file_by_institution ON case_file (region, institution_id, case_id);
CREATE INDEX case_file_by_window ON case_file (region, state, objection_deadline_date);

CREATE TABLE case_officer (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  position INTEGER NOT NULL CHECK (position > 0),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  PRIMARY KEY (region, case_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  item INTEGER NOT NULL CHECK (item BETWEEN 1 AND 32),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
  act_ref TEXT NOT NULL CHECK (length(act_ref) BETWEEN 1 AND 64),
  act_start TEXT NOT NULL CHECK (length(act_start) = 10),
  act_end TEXT NOT NULL CHECK (length(act_end) = 10),
  notified_points INTEGER NOT NULL CHECK (notified_points >= 0),
  judged_points INTEGER CHECK (judged_points BETWEEN 0 AND notified_points),
  final_points INTEGER NOT NULL CHECK (final_points BETWEEN 0 AND notified_points),
  verdict INTEGER NOT NULL CHECK (verdict BETWEEN 0 AND 3),
  recovery_fen INTEGER NOT NULL CHECK (recovery_fen >= 0),
  reason TEXT NOT NULL,
  facts TEXT NOT NULL,
  service_class INTEGER NOT NULL CHECK (service_class BETWEEN 0 AND 3),
  remands INTEGER NOT NULL CHECK (remands >= 0),
  policy_sha256 TEXT NOT NULL,
  PRIMARY KEY (region, case_id, item)
) STRICT, WITHOUT ROWID;

-- Which case an act belongs to: one act is never scored by two cases (G16). The row goes when the
-- finding is removed, the case dismissed or its decision revoked.
CREATE TABLE finding_act (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
  act_ref TEXT NOT NULL CHECK (length(act_ref) BETWEEN 1 AND 64),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  PRIMARY KEY (region, institution_id, code, act_ref)
) STRICT, WITHOUT ROWID;

-- The timeline. Append-only: the service's user needs no UPDATE or DELETE here.
CREATE TABLE case_transition (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  from_state INTEGER NOT NULL CHECK (from_state BETWEEN 0 AND 20),
  to_state INTEGER NOT NULL CHECK (to_state BETWEEN 1 AND 20),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  note TEXT NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, seq)
) STRICT, WITHOUT ROWID;

-- One row for each time a case goes to review: the map case - token, which never leaves scoring.
-- `reached` tells how far its round got, `items` which findings the sheet asks about, in order.
CREATE TABLE sheet (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  sheet_id BLOB NOT NULL CHECK (length(sheet_id) = 16),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  token BLOB NOT NULL CHECK (length(token) = 16),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  referral_seq INTEGER NOT NULL CHECK (referral_seq > 0),
  round_id BLOB CHECK (length(round_id) = 16),
  position INTEGER NOT NULL CHECK (position >= 0),
  reached INTEGER NOT NULL CHECK (reached BETWEEN 0 AND 4),
  withheld INTEGER NOT NULL CHECK (withheld IN (0, 1)),
  items TEXT NOT NULL,
  body BLOB NOT NULL,
  verdict BLOB,
  nonce BLOB CHECK (length(nonce) = 16),
  PRIMARY KEY (region, sheet_id),
  UNIQUE (region, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_by_queue ON sheet (region, state, referral_seq);
CREATE INDEX sheet_by_case ON sheet (region, case_id);
CREATE INDEX sheet_by_round ON sheet (region, round_id);

-- What came with the verdicts of a round: the draw's transcript and the head of review's audit log,
-- which this service thereby witnesses.
CREATE TABLE verdict_round (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  transcript_sha256 BLOB NOT NULL CHECK (length(transcript_sha256) = 32),
  transcript BLOB NOT NULL,
  head_seq INTEGER NOT NULL,
  head_hash BLOB NOT NULL,
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, round_id)
) STRICT, WITHOUT ROWID;
