-- Institutions, policies, the points ledger and what follows from it.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone.
CREATE TABLE institution (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  kind TINYINT NOT NULL,
  district VARCHAR(100) NOT NULL,
  designated_from CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  designated_to CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, institution_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE policy (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind TINYINT NOT NULL,
  effective_from CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  effective_to CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  file_name VARCHAR(200) NOT NULL,
  content MEDIUMBLOB NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Append-only: the service's user needs no UPDATE or DELETE here.
CREATE TABLE entry (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_seq BIGINT NOT NULL,
  entry_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  case_id BINARY(16) NOT NULL,
  item INT NOT NULL,
  revision INT NOT NULL,
  kind TINYINT NOT NULL,
  points BIGINT NOT NULL,
  veto TINYINT NOT NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_start CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act_end CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  scenario TINYINT NOT NULL,
  prev_hash BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  PRIMARY KEY (region, recorded_seq),
  UNIQUE KEY entry_by_case (region, case_id, item, revision),
  KEY entry_by_year (region, year, institution_id, recorded_seq),
  KEY entry_by_institution (region, institution_id, year, recorded_seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A cache of the ledger; may be rebuilt from it at any time.
CREATE TABLE balance (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  points BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  PRIMARY KEY (region, institution_id, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What the points of a year brought about, each row as it stood after the entry last_seq. Append-only.
CREATE TABLE consequence (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  seq INT NOT NULL,
  last_seq BIGINT NOT NULL,
  band VARCHAR(64) NOT NULL,
  suspend_months INT NOT NULL,
  suspend_start CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  suspend_end CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  cancelled_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  policy_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, institution_id, year, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who did what: see common/audit. Append-only.
CREATE TABLE audit (
  region VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT NOT NULL,
  prev BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  kind INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Answers already given: see common/rpc/idempotency.h.
CREATE TABLE idempotency (
  request_id BINARY(16) NOT NULL,
  caller VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  method VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scope VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_hash BINARY(32) NOT NULL,
  response MEDIUMBLOB NOT NULL,
  PRIMARY KEY (request_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
