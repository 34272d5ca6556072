-- For a court: the voting codes of a round that sits or has sat, each sealed to two officers' keys
-- that are not here.
CREATE TABLE envelope (
  round_id BINARY(16) NOT NULL,
  member_id BINARY(16) NOT NULL,
  ct BLOB NOT NULL,
  PRIMARY KEY (round_id, member_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
