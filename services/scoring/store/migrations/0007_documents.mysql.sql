-- Numbered documents, what they look like on paper, and how they were served. All append-only: the
-- service's user needs no UPDATE or DELETE here.

-- The number is the place in the chain of a type and year, so that none can be left out, taken twice
-- or slipped in.
CREATE TABLE document (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  document_id BINARY(16) NOT NULL,
  type TINYINT NOT NULL,
  year INT NOT NULL,
  number BIGINT NOT NULL,
  number_text VARCHAR(64) NOT NULL,
  title VARCHAR(100) NOT NULL,
  case_id BINARY(16) NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  about_id BINARY(16) NULL,
  issued_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  content MEDIUMTEXT NOT NULL,
  content_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  prev_hash BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  PRIMARY KEY (region, document_id),
  UNIQUE KEY document_by_number (region, type, year, number),
  UNIQUE KEY document_by_number_text (region, number_text),
  KEY document_by_case (region, case_id, document_id),
  KEY document_by_institution (region, institution_id, document_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The PDF, made when it is first asked for and never again. sha256 is of `pdf`.
CREATE TABLE document_rendering (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  document_id BINARY(16) NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  pdf MEDIUMBLOB NOT NULL,
  PRIMARY KEY (region, document_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- 送达回证: at most one for a document. served_date alone starts clocks.
CREATE TABLE service_record (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  document_id BINARY(16) NOT NULL,
  case_id BINARY(16) NULL,
  method TINYINT NOT NULL,
  served_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  receipt VARCHAR(200) NOT NULL,
  recipient VARCHAR(100) NOT NULL,
  signatory TINYINT NOT NULL,
  witnesses VARCHAR(500) NOT NULL,
  media_ref VARCHAR(200) NOT NULL,
  refusal VARCHAR(500) NOT NULL,
  tracking_no VARCHAR(100) NOT NULL,
  sent_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  signed_consent TINYINT NOT NULL,
  consent_ref VARCHAR(200) NOT NULL,
  consented_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  announced_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  cause VARCHAR(500) NOT NULL,
  place VARCHAR(200) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, document_id),
  KEY service_record_by_case (region, case_id, document_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
