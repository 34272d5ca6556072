-- Numbered documents, what they look like on paper, and how they were served. All append-only: the
-- service's user needs no UPDATE or DELETE here.

-- The number is the place in the chain of a type and year, so that none can be left out, taken twice
-- or slipped in. Not WITHOUT ROWID: texts of some thousand bytes belong outside of the key's tree.
CREATE TABLE document (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  document_id BLOB NOT NULL CHECK (length(document_id) = 16),
  type INTEGER NOT NULL CHECK (type BETWEEN 1 AND 99),
  year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 9999),
  number INTEGER NOT NULL CHECK (number > 0),
  number_text TEXT NOT NULL CHECK (length(number_text) BETWEEN 1 AND 64),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  case_id BLOB CHECK (length(case_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) <= 32),
  about_id BLOB CHECK (length(about_id) = 16),
  issued_date TEXT NOT NULL CHECK (length(issued_date) = 10),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  content TEXT NOT NULL CHECK (length(content) BETWEEN 1 AND 1048576),
  content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (region, document_id),
  UNIQUE (region, type, year, number),
  UNIQUE (region, number_text)
) STRICT;
CREATE INDEX document_by_case ON document (region, case_id, document_id);
CREATE INDEX document_by_institution ON document (region, institution_id, document_id);

-- The PDF, made when it is first asked for and never again. sha256 is of `pdf`.
CREATE TABLE document_rendering (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  document_id BLOB NOT NULL CHECK (length(document_id) = 16),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  pdf BLOB NOT NULL,
  PRIMARY KEY (region, document_id)
) STRICT;

-- 送达回证: at most one for a document. served_date alone starts clocks.
CREATE TABLE service_record (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  document_id BLOB NOT NULL CHECK (length(document_id) = 16),
  case_id BLOB CHECK (length(case_id) = 16),
  method INTEGER NOT NULL CHECK (method BETWEEN 1 AND 5),
  served_date TEXT NOT NULL CHECK (length(served_date) = 10),
  receipt TEXT NOT NULL CHECK (length(receipt) <= 200),
  recipient TEXT NOT NULL CHECK (length(recipient) <= 100),
  signatory INTEGER NOT NULL CHECK (signatory BETWEEN 0 AND 4),
  witnesses TEXT NOT NULL,
  media_ref TEXT NOT NULL CHECK (length(media_ref) <= 200),
  refusal TEXT NOT NULL CHECK (length(refusal) <= 500),
  tracking_no TEXT NOT NULL CHECK (length(tracking_no) <= 100),
  sent_date TEXT CHECK (length(sent_date) = 10),
  signed_consent INTEGER NOT NULL CHECK (signed_consent IN (0, 1)),
  consent_ref TEXT NOT NULL CHECK (length(consent_ref) <= 200),
  consented_date TEXT CHECK (length(consented_date) = 10),
  announced_date TEXT CHECK (length(announced_date) = 10),
  cause TEXT NOT NULL CHECK (length(cause) <= 500),
  place TEXT NOT NULL CHECK (length(place) <= 200),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_record_by_case ON service_record (region, case_id, document_id);
