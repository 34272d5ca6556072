-- For a court: the voting codes of a round that sits or has sat, each sealed to two officers' keys
-- that are not here.
CREATE TABLE envelope (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  member_id BLOB NOT NULL CHECK (length(member_id) = 16),
  ct BLOB NOT NULL,
  PRIMARY KEY (round_id, member_id)
) STRICT, WITHOUT ROWID;
