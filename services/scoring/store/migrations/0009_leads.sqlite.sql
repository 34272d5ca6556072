-- Leads: acts that were reported, what each source said about them, and what was decided.

-- lead_id is made of institution, code and act reference, so that every report of one act meets
-- the same row. The report that made it is named by its delivery, or by none if entered by hand. A
-- lead without a last day of verification has 9999-12-31.
CREATE TABLE lead_act (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  lead_id BLOB NOT NULL CHECK (length(lead_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  code TEXT NOT NULL CHECK (length(code) <= 32),
  act_ref TEXT NOT NULL CHECK (length(act_ref) BETWEEN 1 AND 64),
  act_start TEXT NOT NULL CHECK (length(act_start) = 10),
  act_end TEXT NOT NULL CHECK (length(act_end) = 10),
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 4),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
  etag INTEGER NOT NULL CHECK (etag > 0),
  received_date TEXT NOT NULL CHECK (length(received_date) = 10),
  verify_due_date TEXT NOT NULL CHECK (length(verify_due_date) = 10),
  extended INTEGER NOT NULL CHECK (extended IN (0, 1)),
  verifier TEXT NOT NULL,
  late_reason TEXT NOT NULL,
  outcome_reason TEXT NOT NULL,
  transferred_to TEXT NOT NULL,
  document TEXT NOT NULL,
  case_id BLOB CHECK (length(case_id) = 16),
  delivery_id BLOB CHECK (length(delivery_id) = 16),
  item_index INTEGER NOT NULL CHECK (item_index >= 0),
  PRIMARY KEY (region, lead_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lead_by_due ON lead_act (region, state, verify_due_date, lead_id);
CREATE INDEX lead_by_institution ON lead_act (region, institution_id, state, verify_due_date, lead_id);

-- Append-only, as are the four tables below it.
CREATE TABLE lead_report (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  source_system TEXT NOT NULL CHECK (length(source_system) BETWEEN 1 AND 32),
  external_id TEXT NOT NULL CHECK (length(external_id) BETWEEN 1 AND 64),
  lead_id BLOB NOT NULL CHECK (length(lead_id) = 16),
  content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 4),
  act_start TEXT NOT NULL CHECK (length(act_start) = 10),
  act_end TEXT NOT NULL CHECK (length(act_end) = 10),
  amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
  description TEXT NOT NULL,
  received_date TEXT NOT NULL CHECK (length(received_date) = 10),
  reported_by TEXT NOT NULL CHECK (length(reported_by) BETWEEN 1 AND 128),
  delivery_id BLOB CHECK (length(delivery_id) = 16),
  item_index INTEGER NOT NULL CHECK (item_index >= 0),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, source_system, external_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lead_report_by_lead ON lead_report (region, lead_id);

CREATE TABLE lead_event (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  lead_id BLOB NOT NULL CHECK (length(lead_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  from_state INTEGER NOT NULL CHECK (from_state BETWEEN 1 AND 5),
  to_state INTEGER NOT NULL CHECK (to_state BETWEEN 1 AND 5),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  note TEXT NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, lead_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE lead_delivery (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  delivery_id BLOB NOT NULL CHECK (length(delivery_id) = 16),
  source_system TEXT NOT NULL CHECK (length(source_system) BETWEEN 1 AND 32),
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 4),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, delivery_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE lead_rejection (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  delivery_id BLOB NOT NULL CHECK (length(delivery_id) = 16),
  item_index INTEGER NOT NULL CHECK (item_index >= 0),
  external_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (region, delivery_id, item_index)
) STRICT, WITHOUT ROWID;

-- Who told it. Nothing else of the database names an informant, and one statement reads this. The
-- random nonce keeps the row's digest in the audit log from telling who it is.
CREATE TABLE lead_informant (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  lead_id BLOB NOT NULL CHECK (length(lead_id) = 16),
  source_system TEXT NOT NULL CHECK (length(source_system) BETWEEN 1 AND 32),
  external_id TEXT NOT NULL CHECK (length(external_id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  contact TEXT NOT NULL,
  note TEXT NOT NULL,
  received_date TEXT NOT NULL CHECK (length(received_date) = 10),
  recorded_by TEXT NOT NULL CHECK (length(recorded_by) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  nonce BLOB NOT NULL CHECK (length(nonce) = 16),
  PRIMARY KEY (region, lead_id, source_system, external_id)
) STRICT, WITHOUT ROWID;
