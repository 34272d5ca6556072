-- For a court: what a closed case's ballots were, sealed to two officers' keys that are not here;
-- and who asked for them. not_before is of the officers' act, long after the round; a bureau that
-- unseals knows that it did.
CREATE TABLE minutes (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  serial TEXT NOT NULL CHECK (length(serial) = 10),
  ct BLOB NOT NULL,
  PRIMARY KEY (round_id, serial)
) STRICT, WITHOUT ROWID;

-- state: 1 requested, 2 approved, 3 executed.
CREATE TABLE unseal (
  unseal_id BLOB NOT NULL CHECK (length(unseal_id) = 16),
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  serial TEXT NOT NULL CHECK (length(serial) = 10),
  order_no TEXT NOT NULL CHECK (length(order_no) BETWEEN 1 AND 64),
  reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 3),
  first_person TEXT NOT NULL CHECK (length(first_person) BETWEEN 1 AND 128),
  second_person TEXT CHECK (length(second_person) BETWEEN 1 AND 128),
  not_before INTEGER NOT NULL CHECK (not_before >= 0),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  PRIMARY KEY (unseal_id)
) STRICT, WITHOUT ROWID;
