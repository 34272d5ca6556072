-- Hearings. Every key is random or a hash, so the order in which rows lie says nothing; no row holds
-- a time but the one of a phase and the close of voting; nothing ties a ballot to a person.
CREATE TABLE round (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 11),
  policy_hash BLOB NOT NULL CHECK (length(policy_hash) = 32),
  committee TEXT NOT NULL,
  quotas BLOB NOT NULL CHECK (length(quotas) = 4),
  case_count INTEGER NOT NULL CHECK (case_count > 0),
  issue_no INTEGER NOT NULL CHECK (issue_no >= 0),
  closes_at INTEGER NOT NULL CHECK (closes_at >= 0),
  extended INTEGER NOT NULL CHECK (extended IN (0, 1)),
  abort_code INTEGER CHECK (abort_code BETWEEN 1 AND 5),
  PRIMARY KEY (round_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE round_phase (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 11),
  entered_at INTEGER NOT NULL,
  PRIMARY KEY (round_id, phase)
) STRICT, WITHOUT ROWID;

CREATE TABLE round_key (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  wrapped BLOB NOT NULL,
  PRIMARY KEY (round_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE seed (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  grp INTEGER NOT NULL CHECK (grp BETWEEN 1 AND 4),
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  share BLOB CHECK (length(share) = 32),
  PRIMARY KEY (round_id, grp)
) STRICT, WITHOUT ROWID;

CREATE TABLE sheet (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  serial TEXT NOT NULL CHECK (length(serial) = 10),
  ordinal INTEGER NOT NULL CHECK (ordinal > 0),
  case_token BLOB CHECK (length(case_token) = 16),
  sealed BLOB NOT NULL,
  PRIMARY KEY (round_id, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  cred_hash BLOB NOT NULL CHECK (length(cred_hash) = 32),
  issue_no INTEGER NOT NULL CHECK (issue_no > 0),
  serial TEXT NOT NULL CHECK (length(serial) = 10),
  seal BLOB NOT NULL CHECK (length(seal) = 29),
  ballot BLOB NOT NULL CHECK (length(ballot) = 2076),
  PRIMARY KEY (round_id, cred_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE draw (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  transcript BLOB NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  PRIMARY KEY (round_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  serial TEXT NOT NULL CHECK (length(serial) = 10),
  ordinal INTEGER NOT NULL CHECK (ordinal > 0),
  verdict INTEGER NOT NULL CHECK (verdict BETWEEN 1 AND 4),
  nonce BLOB NOT NULL CHECK (length(nonce) = 16),
  PRIMARY KEY (round_id, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  receipt BLOB NOT NULL CHECK (length(receipt) = 32),
  PRIMARY KEY (round_id, receipt)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdict_outbox (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  case_token BLOB NOT NULL CHECK (length(case_token) = 16),
  payload BLOB NOT NULL,
  PRIMARY KEY (round_id, case_token)
) STRICT, WITHOUT ROWID;

-- Append-only: the service's user has no UPDATE or DELETE here.
CREATE TABLE audit (
  seq INTEGER NOT NULL CHECK (seq > 0),
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  kind INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (seq)
) STRICT, WITHOUT ROWID;

-- Which changes of the roster already have their leaf in the log.
CREATE TABLE roster_leaf (
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  PRIMARY KEY (digest)
) STRICT, WITHOUT ROWID;

-- What refused ballots write, to cost what others cost.
CREATE TABLE ballast (
  slot INTEGER NOT NULL CHECK (slot = 1),
  ballot BLOB NOT NULL,
  PRIMARY KEY (slot)
) STRICT, WITHOUT ROWID;
INSERT INTO ballast (slot, ballot) VALUES (1, zeroblob(2076));

-- Answers already given to the secretary and the officers: see common/rpc/idempotency.h.
CREATE TABLE idempotency (
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  caller TEXT NOT NULL CHECK (length(caller) <= 128),
  method TEXT NOT NULL CHECK (length(method) <= 191),
  scope TEXT NOT NULL CHECK (length(scope) <= 64),
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  response BLOB NOT NULL,
  PRIMARY KEY (request_id)
) STRICT, WITHOUT ROWID;
