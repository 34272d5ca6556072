-- Images of sheets, sealed under the round's key like the sheets. They go with them.
CREATE TABLE attachment (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  serial TEXT NOT NULL CHECK (length(serial) = 10),
  idx INTEGER NOT NULL CHECK (idx BETWEEN 1 AND 8),
  size_class INTEGER NOT NULL CHECK (size_class BETWEEN 1 AND 3),
  sealed BLOB NOT NULL,
  PRIMARY KEY (round_id, serial, idx)
) STRICT, WITHOUT ROWID;
