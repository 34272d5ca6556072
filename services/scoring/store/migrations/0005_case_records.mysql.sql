-- The acts recorded in a case, beside its state, chained by hash; officers who left a case; the
-- party's challenges. All append-only.
CREATE TABLE case_record (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  kind SMALLINT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  document_no VARCHAR(200) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  refers_to INT NOT NULL,
  outcome INT NOT NULL,
  due_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  scenario TINYINT NOT NULL,
  prev_hash BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  PRIMARY KEY (region, case_id, seq),
  KEY case_record_by_kind (region, kind, case_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Persons, evidence, findings and further numbers a record names, in their order.
CREATE TABLE case_record_part (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  position INT NOT NULL,
  kind SMALLINT NOT NULL,
  value VARCHAR(200) NOT NULL,
  text VARCHAR(1000) NOT NULL,
  PRIMARY KEY (region, case_id, seq, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Officers who stood down from a case, by the record that says so; they never come back to it.
CREATE TABLE case_officer_left (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  person VARCHAR(128) NOT NULL,
  seq INT NOT NULL,
  PRIMARY KEY (region, case_id, person)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Challenges of the committee (申请回避) stand apart from the record of the case: a gap in its
-- numbers would tell that one was filed.
CREATE TABLE challenge (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  challenge_no INT NOT NULL,
  target_kind TINYINT NOT NULL,
  target VARCHAR(200) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, case_id, challenge_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE challenge_ruling (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  challenge_no INT NOT NULL,
  ruling TINYINT NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, case_id, challenge_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
