-- Persons and their points, service agreements, insured persons.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone. Enums carry the
-- numbers of the messages.
-- Persons of the payment qualification (医保支付资格). Append-only.
CREATE TABLE person (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  person_id TEXT NOT NULL CHECK (length(person_id) BETWEEN 1 AND 32),
  licence_no TEXT NOT NULL CHECK (length(licence_no) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  profession INTEGER NOT NULL CHECK (profession BETWEEN 1 AND 7),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, person_id),
  UNIQUE (region, licence_no)
) STRICT, WITHOUT ROWID;

-- Each time a person was registered: the first, and again after a bar. Append-only.
CREATE TABLE person_registration (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  person_id TEXT NOT NULL CHECK (length(person_id) BETWEEN 1 AND 32),
  registered_date TEXT NOT NULL CHECK (length(registered_date) = 10),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, person_id, registered_date)
) STRICT, WITHOUT ROWID;

-- Where a person works and worked; several at a time for practice at more than one site.
CREATE TABLE person_employment (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  person_id TEXT NOT NULL CHECK (length(person_id) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  to_date TEXT CHECK (length(to_date) = 10),
  main_site INTEGER NOT NULL CHECK (main_site IN (0, 1)),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, person_id, institution_id, from_date)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_employment_by_institution ON person_employment (region, institution_id, person_id);

-- What a case of an institution brings a person: proposed, told, objected to, decided, in force.
CREATE TABLE person_scoring (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  scoring_id BLOB NOT NULL CHECK (length(scoring_id) = 16),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  person_id TEXT NOT NULL CHECK (length(person_id) BETWEEN 1 AND 32),
  case_revision INTEGER NOT NULL CHECK (case_revision >= 0),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  sanction INTEGER NOT NULL CHECK (sanction BETWEEN 1 AND 2),
  sanction_document TEXT NOT NULL CHECK (length(sanction_document) <= 200),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),
  etag INTEGER NOT NULL CHECK (etag > 0),
  proposed_date TEXT NOT NULL CHECK (length(proposed_date) = 10),
  proposer TEXT NOT NULL CHECK (length(proposer) BETWEEN 1 AND 128),
  notice_served_date TEXT CHECK (length(notice_served_date) = 10),
  objection_deadline_date TEXT CHECK (length(objection_deadline_date) = 10),
  objection_filed_date TEXT CHECK (length(objection_filed_date) = 10),
  objection TEXT NOT NULL CHECK (length(objection) <= 2048),
  objection_answer TEXT NOT NULL CHECK (length(objection_answer) <= 2048),
  waiver TEXT NOT NULL CHECK (length(waiver) <= 200),
  decided_date TEXT CHECK (length(decided_date) = 10),
  decider TEXT NOT NULL CHECK (length(decider) <= 128),
  decision_reason TEXT NOT NULL CHECK (length(decision_reason) <= 2048),
  suspend_months INTEGER NOT NULL CHECK (suspend_months >= 0),
  suspend_reason TEXT NOT NULL CHECK (length(suspend_reason) <= 2048),
  effective_date TEXT CHECK (length(effective_date) = 10),
  PRIMARY KEY (region, scoring_id),
  UNIQUE (region, case_id, person_id, case_revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_scoring_by_person ON person_scoring (region, person_id, scoring_id);

-- One line of it for each finding the person answers for.
CREATE TABLE person_line (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  scoring_id BLOB NOT NULL CHECK (length(scoring_id) = 16),
  item INTEGER NOT NULL CHECK (item BETWEEN 1 AND 32),
  finding_item INTEGER NOT NULL CHECK (finding_item BETWEEN 1 AND 32),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
  violation_code TEXT NOT NULL CHECK (length(violation_code) BETWEEN 1 AND 32),
  responsibility INTEGER NOT NULL CHECK (responsibility BETWEEN 1 AND 3),
  reason TEXT NOT NULL CHECK (length(reason) <= 2048),
  points INTEGER NOT NULL CHECK (points >= 0),
  final_points INTEGER NOT NULL CHECK (final_points >= 0),
  emergency INTEGER NOT NULL CHECK (emergency IN (0, 1)),
  emergency_reason TEXT NOT NULL CHECK (length(emergency_reason) <= 2048),
  act_start TEXT NOT NULL CHECK (length(act_start) = 10),
  act_end TEXT NOT NULL CHECK (length(act_end) = 10),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) = 64),
  PRIMARY KEY (region, scoring_id, item)
) STRICT, WITHOUT ROWID;

-- The timeline. Append-only.
CREATE TABLE person_step (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  scoring_id BLOB NOT NULL CHECK (length(scoring_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  from_state INTEGER NOT NULL CHECK (from_state BETWEEN 0 AND 7),
  to_state INTEGER NOT NULL CHECK (to_state BETWEEN 1 AND 7),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  note TEXT NOT NULL CHECK (length(note) <= 2048),
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, scoring_id, seq)
) STRICT, WITHOUT ROWID;

-- Other institutions of the person that are to be told of the decision.
CREATE TABLE person_tell (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  scoring_id BLOB NOT NULL CHECK (length(scoring_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  told_date TEXT CHECK (length(told_date) = 10),
  receipt TEXT NOT NULL CHECK (length(receipt) <= 200),
  PRIMARY KEY (region, scoring_id, institution_id)
) STRICT, WITHOUT ROWID;

-- Service agreements (服务协议). Append-only.
CREATE TABLE agreement (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  agreement_no TEXT NOT NULL CHECK (length(agreement_no) BETWEEN 1 AND 64),
  subject_kind INTEGER NOT NULL CHECK (subject_kind BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  public_body INTEGER NOT NULL CHECK (public_body IN (0, 1)),
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  to_date TEXT NOT NULL CHECK (length(to_date) = 10),
  signed_date TEXT NOT NULL CHECK (length(signed_date) = 10),
  renews_no TEXT NOT NULL CHECK (length(renews_no) <= 64),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, agreement_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_by_subject ON agreement (region, subject_kind, subject_id, from_date);

-- What became of an agreement. Append-only.
CREATE TABLE agreement_event (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  agreement_no TEXT NOT NULL CHECK (length(agreement_no) BETWEEN 1 AND 64),
  seq INTEGER NOT NULL CHECK (seq > 0),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  to_date TEXT CHECK (length(to_date) = 10),
  voluntary INTEGER NOT NULL CHECK (voluntary IN (0, 1)),
  reason TEXT NOT NULL CHECK (length(reason) <= 2048),
  document TEXT NOT NULL CHECK (length(document) <= 200),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, agreement_no, seq)
) STRICT, WITHOUT ROWID;

-- Insured persons (参保人) by pseudonym: a hash the caller made, or a number of the bureau. Append-only.
CREATE TABLE insured_person (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  insured_id TEXT NOT NULL CHECK (length(insured_id) BETWEEN 1 AND 64),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, insured_id)
) STRICT, WITHOUT ROWID;

-- Networked settlement suspended and lifted, each step by its person. Append-only.
CREATE TABLE insured_event (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  insured_id TEXT NOT NULL CHECK (length(insured_id) BETWEEN 1 AND 64),
  seq INTEGER NOT NULL CHECK (seq > 0),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
  months INTEGER NOT NULL CHECK (months >= 0),
  served_date TEXT CHECK (length(served_date) = 10),
  from_date TEXT CHECK (length(from_date) = 10),
  to_date TEXT CHECK (length(to_date) = 10),
  reason TEXT NOT NULL CHECK (length(reason) <= 2048),
  document TEXT NOT NULL CHECK (length(document) <= 200),
  policy_sha256 TEXT NOT NULL CHECK (length(policy_sha256) <= 64),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, insured_id, seq)
) STRICT, WITHOUT ROWID;
