-- Hearings. Every key is random or a hash, so the order in which rows lie says nothing; no row holds
-- a time but the one of a phase and the close of voting; nothing ties a ballot to a person.
CREATE TABLE round (
  round_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  phase TINYINT NOT NULL,
  policy_hash BINARY(32) NOT NULL,
  committee TEXT NOT NULL,
  quotas BINARY(4) NOT NULL,
  case_count INT NOT NULL,
  issue_no INT NOT NULL,
  closes_at BIGINT NOT NULL,
  extended TINYINT NOT NULL,
  abort_code TINYINT NULL,
  PRIMARY KEY (round_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE round_phase (
  round_id BINARY(16) NOT NULL,
  phase TINYINT NOT NULL,
  entered_at BIGINT NOT NULL,
  PRIMARY KEY (round_id, phase)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE round_key (
  round_id BINARY(16) NOT NULL,
  wrapped VARBINARY(128) NOT NULL,
  PRIMARY KEY (round_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE seed (
  round_id BINARY(16) NOT NULL,
  grp TINYINT NOT NULL,
  commitment BINARY(32) NOT NULL,
  share BINARY(32) NULL,
  PRIMARY KEY (round_id, grp)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE sheet (
  round_id BINARY(16) NOT NULL,
  serial CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ordinal INT NOT NULL,
  case_token BINARY(16) NULL,
  sealed VARBINARY(8400) NOT NULL,
  PRIMARY KEY (round_id, serial)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE credential (
  round_id BINARY(16) NOT NULL,
  cred_hash BINARY(32) NOT NULL,
  issue_no INT NOT NULL,
  serial CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seal BINARY(29) NOT NULL,
  ballot VARBINARY(2076) NOT NULL,
  PRIMARY KEY (round_id, cred_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE draw (
  round_id BINARY(16) NOT NULL,
  transcript MEDIUMBLOB NOT NULL,
  sha256 BINARY(32) NOT NULL,
  PRIMARY KEY (round_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE outcome (
  round_id BINARY(16) NOT NULL,
  serial CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ordinal INT NOT NULL,
  verdict TINYINT NOT NULL,
  nonce BINARY(16) NOT NULL,
  PRIMARY KEY (round_id, serial)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE receipt (
  round_id BINARY(16) NOT NULL,
  receipt BINARY(32) NOT NULL,
  PRIMARY KEY (round_id, receipt)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE verdict_outbox (
  round_id BINARY(16) NOT NULL,
  case_token BINARY(16) NOT NULL,
  payload MEDIUMBLOB NOT NULL,
  PRIMARY KEY (round_id, case_token)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Append-only: the service's user has no UPDATE or DELETE here.
CREATE TABLE audit (
  seq BIGINT NOT NULL,
  prev BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  kind INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Which changes of the roster already have their leaf in the log.
CREATE TABLE roster_leaf (
  digest BINARY(32) NOT NULL,
  PRIMARY KEY (digest)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What refused ballots write, to cost what others cost.
CREATE TABLE ballast (
  slot TINYINT NOT NULL,
  ballot VARBINARY(2076) NOT NULL,
  PRIMARY KEY (slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO ballast (slot, ballot) VALUES (1, REPEAT('x', 2076));

-- Answers already given to the secretary and the officers: see common/rpc/idempotency.h.
CREATE TABLE idempotency (
  request_id BINARY(16) NOT NULL,
  caller VARCHAR(128) NOT NULL,
  method VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scope VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_hash BINARY(32) NOT NULL,
  response MEDIUMBLOB NOT NULL,
  PRIMARY KEY (request_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
