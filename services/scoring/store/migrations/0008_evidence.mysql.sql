-- Evidence of cases. Bytes are staged under an upload's id and become visible when a row of
-- evidence_content names it; the same content is kept once in a region.

-- Uploads under way. touched_time is real time, by which what was left behind is swept.
CREATE TABLE evidence_upload (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  store_id BINARY(16) NOT NULL,
  touched_time BIGINT NOT NULL,
  PRIMARY KEY (region, store_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE evidence_chunk (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  store_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  bytes MEDIUMBLOB NOT NULL,
  PRIMARY KEY (region, store_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE evidence_content (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sha256 BINARY(32) NOT NULL,
  store_id BINARY(16) NOT NULL,
  size_bytes BIGINT NOT NULL,
  chunks INT NOT NULL,
  PRIMARY KEY (region, sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE evidence (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  evidence_id BINARY(16) NOT NULL,
  case_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  title VARCHAR(200) NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  sha256 BINARY(32) NOT NULL,
  size_bytes BIGINT NOT NULL,
  source_person VARCHAR(128) NOT NULL,
  taken_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  monitoring TINYINT NOT NULL,
  uploaded_by VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, evidence_id),
  KEY evidence_by_case (region, case_id, evidence_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The chain of custody. Append-only: the service's user needs no UPDATE or DELETE here.
CREATE TABLE evidence_custody (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  evidence_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  event TINYINT NOT NULL,
  person VARCHAR(128) NOT NULL,
  other_person VARCHAR(128) NOT NULL,
  note VARCHAR(500) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  prev_hash BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  PRIMARY KEY (region, evidence_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The two reviews of evidence of online monitoring. Append-only.
CREATE TABLE evidence_review (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  evidence_id BINARY(16) NOT NULL,
  aspect TINYINT NOT NULL,
  passed TINYINT NOT NULL,
  reviewer VARCHAR(128) NOT NULL,
  opinion VARCHAR(500) NOT NULL,
  review_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (region, evidence_id, aspect)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
