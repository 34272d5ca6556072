-- The rest of the procedure: suspension, execution, remedies, closing. A case may be in two more
-- states, so the two tables that name states are written anew with what they hold.
CREATE TABLE case_file_new (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  case_ref TEXT NOT NULL CHECK (length(case_ref) BETWEEN 1 AND 64),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 4),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 22),
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
  returns_to INTEGER NOT NULL DEFAULT 0 CHECK (returns_to BETWEEN 0 AND 22),
  suspended_date TEXT CHECK (length(suspended_date) = 10),
  executed_date TEXT CHECK (length(executed_date) = 10),
  execution_document TEXT NOT NULL DEFAULT '',
  closed_date TEXT CHECK (length(closed_date) = 10),
  closing_report TEXT NOT NULL DEFAULT '',
  archived_date TEXT CHECK (length(archived_date) = 10),
  archive_no TEXT NOT NULL DEFAULT '',
  revoked_date TEXT CHECK (length(revoked_date) = 10),
  revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0),
  termination INTEGER NOT NULL DEFAULT 0 CHECK (termination BETWEEN 0 AND 3),
  termination_reason TEXT NOT NULL DEFAULT '',
  termination_document TEXT NOT NULL DEFAULT '',
  ceiling_points INTEGER CHECK (ceiling_points >= 0),
  PRIMARY KEY (region, case_id),
  UNIQUE (region, case_ref)
) STRICT, WITHOUT ROWID;
INSERT INTO case_file_new (
  region, case_id, case_ref, institution_id, source, state, etag, opened_date, report,
  notice_date, notice_served_date, objection_deadline_date, objection_filed_date,
  decided_date, effective_date, defence, waiver, decision, decision_reason,
  notified_points, final_points, policy_sha256, policy_choice, attention, reversal_person,
  reversal_reason, reversal_document)
SELECT
  region, case_id, case_ref, institution_id, source, state, etag, opened_date, report,
  notice_date, notice_served_date, objection_deadline_date, objection_filed_date,
  decided_date, effective_date, defence, waiver, decision, decision_reason,
  notified_points, final_points, policy_sha256, policy_choice, attention, reversal_person,
  reversal_reason, reversal_document
FROM case_file;
DROP TABLE case_file;
ALTER TABLE case_file_new RENAME TO case_file;
CREATE INDEX case_file_by_institution ON case_file (region, institution_id, case_id);
CREATE INDEX case_file_by_window ON case_file (region, state, objection_deadline_date);
CREATE INDEX case_file_by_state ON case_file (region, state, case_id);

CREATE TABLE case_transition_new (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  from_state INTEGER NOT NULL CHECK (from_state BETWEEN 0 AND 22),
  to_state INTEGER NOT NULL CHECK (to_state BETWEEN 1 AND 22),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  note TEXT NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO case_transition_new (
  region, case_id, seq, from_state, to_state, actor, business_date, recorded_time, note,
  scenario)
SELECT
  region, case_id, seq, from_state, to_state, actor, business_date, recorded_time, note,
  scenario
FROM case_transition;
DROP TABLE case_transition;
ALTER TABLE case_transition_new RENAME TO case_transition;

ALTER TABLE finding ADD COLUMN safety_harmed INTEGER NOT NULL DEFAULT 0
  CHECK (safety_harmed IN (0, 1));
ALTER TABLE finding ADD COLUMN fraud_intent INTEGER NOT NULL DEFAULT 0
  CHECK (fraud_intent IN (0, 1));
-- Numbers of policy::Ground, ascending, separated by commas.
ALTER TABLE finding ADD COLUMN grounds TEXT NOT NULL DEFAULT '';

-- Notices of result. The last one served binds the decision; a row changes when its notice is
-- served or superseded.
CREATE TABLE case_notice (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  notice_no INTEGER NOT NULL CHECK (notice_no > 0),
  issued_date TEXT NOT NULL CHECK (length(issued_date) = 10),
  points INTEGER NOT NULL CHECK (points >= 0),
  served_date TEXT CHECK (length(served_date) = 10),
  superseded_date TEXT CHECK (length(superseded_date) = 10),
  PRIMARY KEY (region, case_id, notice_no)
) STRICT, WITHOUT ROWID;
INSERT INTO case_notice (region, case_id, notice_no, issued_date, points, served_date)
SELECT region, case_id, 1, notice_date, notified_points, notice_served_date
FROM case_file WHERE notice_date IS NOT NULL;

-- Reconsiderations (1) and suits (2); outcome 0 while one runs. outcome_points: "item:points,…".
CREATE TABLE remedy (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  remedy_no INTEGER NOT NULL CHECK (remedy_no > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),
  filed_date TEXT NOT NULL CHECK (length(filed_date) = 10),
  body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 200),
  document TEXT NOT NULL CHECK (length(document) BETWEEN 1 AND 200),
  stay_document TEXT NOT NULL,
  late_reason TEXT NOT NULL,
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 4),
  outcome_date TEXT CHECK (length(outcome_date) = 10),
  outcome_document TEXT NOT NULL,
  outcome_points TEXT NOT NULL,
  PRIMARY KEY (region, case_id, remedy_no)
) STRICT, WITHOUT ROWID;

-- Leads a case was opened for.
CREATE TABLE case_lead (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  position INTEGER NOT NULL CHECK (position > 0),
  lead_id TEXT NOT NULL CHECK (length(lead_id) BETWEEN 1 AND 64),
  PRIMARY KEY (region, case_id, position)
) STRICT, WITHOUT ROWID;

-- Officers and their certificates (行政执法证). A certificate that is renewed is a new row.
CREATE TABLE officer (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  certificate_no TEXT NOT NULL CHECK (length(certificate_no) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  unit TEXT NOT NULL CHECK (length(unit) BETWEEN 1 AND 100),
  valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
  valid_to TEXT NOT NULL CHECK (length(valid_to) = 10),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, person, certificate_no),
  UNIQUE (region, certificate_no)
) STRICT, WITHOUT ROWID;
