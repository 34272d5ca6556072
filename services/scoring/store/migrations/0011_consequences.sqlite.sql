-- What decisions bring beyond points: measures, the switch of the networked settlement, bars,
-- qualifications, publication, joint punishment, recovery.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone.

-- Legal representative or principal; empty: not stated.
ALTER TABLE institution ADD COLUMN principal TEXT NOT NULL DEFAULT '' CHECK (length(principal) <= 128);

-- Suspensions, holds and cancellations as they stand; what happened to each is measure_event. Kinds,
-- states and scopes carry the numbers of measure.proto.
CREATE TABLE measure (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  measure_id BLOB NOT NULL CHECK (length(measure_id) = 16),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 7),
  status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 6),
  subject INTEGER NOT NULL CHECK (subject BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 64),
  year INTEGER NOT NULL,
  scope INTEGER NOT NULL CHECK (scope BETWEEN 1 AND 4),
  scope_ref TEXT NOT NULL CHECK (length(scope_ref) <= 100),
  case_id BLOB CHECK (length(case_id) = 16),
  first_date TEXT NOT NULL CHECK (length(first_date) = 10),
  last_date TEXT CHECK (length(last_date) = 10),
  free_from_date TEXT CHECK (length(free_from_date) = 10),
  months INTEGER NOT NULL CHECK (months >= 0),
  basis TEXT NOT NULL CHECK (length(basis) <= 200),
  document TEXT NOT NULL CHECK (length(document) <= 200),
  reason TEXT NOT NULL CHECK (length(reason) <= 500),
  ordered_by TEXT NOT NULL CHECK (length(ordered_by) <= 128),
  approved_by TEXT NOT NULL CHECK (length(approved_by) <= 128),
  lift_from_date TEXT CHECK (length(lift_from_date) = 10),
  lift_person TEXT CHECK (length(lift_person) <= 128),
  lift_reason TEXT CHECK (length(lift_reason) <= 500),
  lift_due_date TEXT CHECK (length(lift_due_date) = 10),
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 3),
  held_fen INTEGER NOT NULL CHECK (held_fen >= 0),
  bar_until_date TEXT CHECK (length(bar_until_date) = 10),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) <= 64),
  etag INTEGER NOT NULL CHECK (etag > 0),
  continues_id BLOB CHECK (length(continues_id) = 16),
  PRIMARY KEY (region, measure_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX measure_by_subject ON measure (region, subject, subject_id, measure_id);
CREATE INDEX measure_by_case ON measure (region, case_id);

-- The history of each measure. Append-only.
CREATE TABLE measure_event (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  measure_id BLOB NOT NULL CHECK (length(measure_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  what TEXT NOT NULL CHECK (length(what) <= 32),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  actor TEXT NOT NULL CHECK (length(actor) <= 128),
  note TEXT NOT NULL CHECK (length(note) <= 1000),
  first_date TEXT NOT NULL CHECK (length(first_date) = 10),
  last_date TEXT CHECK (length(last_date) = 10),
  free_from_date TEXT CHECK (length(free_from_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, measure_id, seq)
) STRICT, WITHOUT ROWID;

-- What settlement kept back under a hold, month by month. Append-only.
CREATE TABLE held_amount (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  measure_id BLOB NOT NULL CHECK (length(measure_id) = 16),
  month TEXT NOT NULL CHECK (length(month) = 7),
  amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
  document TEXT NOT NULL CHECK (length(document) <= 200),
  actor TEXT NOT NULL CHECK (length(actor) <= 128),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, measure_id, month)
) STRICT, WITHOUT ROWID;

-- Commands to the networked settlement and their acknowledgement.
CREATE TABLE switch_command (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  subject INTEGER NOT NULL CHECK (subject BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 64),
  no INTEGER NOT NULL CHECK (no > 0),
  scope INTEGER NOT NULL CHECK (scope BETWEEN 1 AND 4),
  scope_ref TEXT NOT NULL CHECK (length(scope_ref) <= 100),
  action INTEGER NOT NULL CHECK (action BETWEEN 1 AND 3),
  effective_date TEXT NOT NULL CHECK (length(effective_date) = 10),
  withdraws_no INTEGER NOT NULL CHECK (withdraws_no >= 0),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  commanded_date TEXT NOT NULL CHECK (length(commanded_date) = 10),
  acknowledged_date TEXT CHECK (length(acknowledged_date) = 10),
  acknowledged_by TEXT NOT NULL CHECK (length(acknowledged_by) <= 128),
  receipt TEXT NOT NULL CHECK (length(receipt) <= 200),
  PRIMARY KEY (region, subject, subject_id, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX switch_command_by_state ON switch_command (region, state, subject, subject_id, no);

-- Who may not be designated, or manage a designated institution, until when.
CREATE TABLE bar (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  bar_id BLOB NOT NULL CHECK (length(bar_id) = 16),
  subject INTEGER NOT NULL CHECK (subject BETWEEN 1 AND 2),
  subject_id TEXT NOT NULL CHECK (length(subject_id) <= 128),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  case_id BLOB CHECK (length(case_id) = 16),
  measure_id BLOB CHECK (length(measure_id) = 16),
  first_date TEXT NOT NULL CHECK (length(first_date) = 10),
  last_date TEXT NOT NULL CHECK (length(last_date) = 10),
  ended_date TEXT CHECK (length(ended_date) = 10),
  basis TEXT NOT NULL CHECK (length(basis) <= 200),
  document TEXT NOT NULL CHECK (length(document) <= 200),
  reason TEXT NOT NULL CHECK (length(reason) <= 500),
  ordered_by TEXT NOT NULL CHECK (length(ordered_by) <= 128),
  PRIMARY KEY (region, bar_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bar_by_subject ON bar (region, subject, subject_id);

-- Qualifications granted, not renewed and revoked. Append-only.
CREATE TABLE qualification_change (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  qualification INTEGER NOT NULL CHECK (qualification BETWEEN 1 AND 2),
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  action INTEGER NOT NULL CHECK (action BETWEEN 1 AND 3),
  effective_date TEXT NOT NULL CHECK (length(effective_date) = 10),
  points_year INTEGER NOT NULL,
  points INTEGER NOT NULL CHECK (points >= 0),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) <= 64),
  actor TEXT NOT NULL CHECK (length(actor) <= 128),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, institution_id, qualification, year, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX qualification_change_by_year ON qualification_change (region, year, institution_id);

-- What is published of a decision: masked texts only.
CREATE TABLE publication (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  publication_id BLOB NOT NULL CHECK (length(publication_id) = 16),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 3),
  decided_date TEXT NOT NULL CHECK (length(decided_date) = 10),
  publish_by_date TEXT NOT NULL CHECK (length(publish_by_date) = 10),
  published_date TEXT CHECK (length(published_date) = 10),
  end_date TEXT CHECK (length(end_date) = 10),
  ended_date TEXT CHECK (length(ended_date) = 10),
  title TEXT NOT NULL CHECK (length(title) <= 500),
  body TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) <= 500),
  withdraw_by_date TEXT CHECK (length(withdraw_by_date) = 10),
  withdrawal_confirmed_date TEXT CHECK (length(withdrawal_confirmed_date) = 10),
  etag INTEGER NOT NULL CHECK (etag > 0),
  PRIMARY KEY (region, publication_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX publication_by_case ON publication (region, case_id);
CREATE INDEX publication_by_institution ON publication (region, institution_id);

-- The list of joint punishment and who was proposed for it.
CREATE TABLE nomination (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  nomination_id BLOB NOT NULL CHECK (length(nomination_id) = 16),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  person TEXT NOT NULL CHECK (length(person) <= 128),
  duty TEXT NOT NULL CHECK (length(duty) <= 100),
  cause TEXT NOT NULL CHECK (length(cause) <= 500),
  basis TEXT NOT NULL CHECK (length(basis) <= 200),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
  nominated_by TEXT NOT NULL CHECK (length(nominated_by) <= 128),
  decided_by TEXT NOT NULL CHECK (length(decided_by) <= 128),
  minutes TEXT NOT NULL CHECK (length(minutes) <= 200),
  reason TEXT NOT NULL CHECK (length(reason) <= 500),
  start_date TEXT CHECK (length(start_date) = 10),
  end_date TEXT CHECK (length(end_date) = 10),
  ended_date TEXT CHECK (length(ended_date) = 10),
  etag INTEGER NOT NULL CHECK (etag > 0),
  PRIMARY KEY (region, nomination_id),
  UNIQUE (region, case_id, person)
) STRICT, WITHOUT ROWID;

-- Fund money expected, received, no longer expected and given back. Append-only.
CREATE TABLE recovery_entry (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  item INTEGER NOT NULL CHECK (item BETWEEN 1 AND 32),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  due_date TEXT CHECK (length(due_date) = 10),
  document TEXT NOT NULL CHECK (length(document) <= 200),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  year INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) <= 128),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_entry_by_institution ON recovery_entry (region, institution_id, year, case_id);
