-- For a court: what a closed case's ballots were, sealed to two officers' keys that are not here;
-- and who asked for them. not_before is of the officers' act, long after the round; a bureau that
-- unseals knows that it did.
CREATE TABLE minutes (
  round_id BINARY(16) NOT NULL,
  serial CHAR(10) NOT NULL,
  ct MEDIUMBLOB NOT NULL,
  PRIMARY KEY (round_id, serial)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- state: 1 requested, 2 approved, 3 executed.
CREATE TABLE unseal (
  unseal_id BINARY(16) NOT NULL,
  round_id BINARY(16) NOT NULL,
  serial CHAR(10) NOT NULL,
  order_no VARCHAR(64) NOT NULL,
  reason INT NOT NULL CHECK (reason BETWEEN 1 AND 3),
  first_person VARCHAR(128) NOT NULL,
  second_person VARCHAR(128),
  not_before BIGINT NOT NULL CHECK (not_before >= 0),
  state INT NOT NULL CHECK (state BETWEEN 1 AND 3),
  PRIMARY KEY (unseal_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
