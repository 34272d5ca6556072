-- People: who may be called to a hearing, where they work, who was called when. Nothing here names a
-- case, a serial or a credential. Times are seconds since 1970 (UTC), dates civil dates of the
-- bureau's zone.
CREATE TABLE member (
  member_id BINARY(16) NOT NULL,
  member_no VARCHAR(32) NOT NULL,
  grp TINYINT NOT NULL,
  name VARCHAR(100) NOT NULL,
  employer_code VARCHAR(32) NULL,
  contact_sealed VARBINARY(2048) NOT NULL,
  state TINYINT NOT NULL,
  PRIMARY KEY (member_id),
  UNIQUE KEY member_by_no (member_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE affiliation (
  member_id BINARY(16) NOT NULL,
  aff_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  institution_code VARCHAR(32) NOT NULL,
  from_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (member_id, aff_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE pool_snapshot (
  round_id BINARY(16) NOT NULL,
  member_id BINARY(16) NOT NULL,
  grp TINYINT NOT NULL,
  employer_code VARCHAR(32) NULL,
  PRIMARY KEY (round_id, member_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE pool_key (
  round_id BINARY(16) NOT NULL,
  wrapped VARBINARY(128) NOT NULL,
  reissue TINYINT NOT NULL,
  PRIMARY KEY (round_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE invitation (
  round_id BINARY(16) NOT NULL,
  member_id BINARY(16) NOT NULL,
  answer_hash BINARY(32) NULL,
  answer_by BIGINT NOT NULL,
  state TINYINT NOT NULL,
  PRIMARY KEY (round_id, member_id),
  KEY invitation_by_time (answer_by)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- leaf: 1 once the digest stands in the hearings' audit log.
CREATE TABLE roster_change (
  change_id BINARY(16) NOT NULL,
  salt BINARY(16) NOT NULL,
  digest BINARY(32) NOT NULL,
  leaf TINYINT NOT NULL,
  PRIMARY KEY (change_id),
  KEY roster_change_waiting (leaf, change_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What refused answers to an invitation write, to cost what others cost.
CREATE TABLE ballast (
  slot TINYINT NOT NULL,
  state TINYINT NOT NULL,
  PRIMARY KEY (slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO ballast (slot, state) VALUES (1, 0);

-- Answers already given: see common/rpc/idempotency.h.
CREATE TABLE idempotency (
  request_id BINARY(16) NOT NULL,
  caller VARCHAR(128) NOT NULL,
  method VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scope VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_hash BINARY(32) NOT NULL,
  response MEDIUMBLOB NOT NULL,
  PRIMARY KEY (request_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
