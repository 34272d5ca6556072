-- Images of sheets, sealed under the round's key like the sheets. They go with them.
CREATE TABLE attachment (
  round_id BINARY(16) NOT NULL,
  serial CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idx TINYINT NOT NULL,
  size_class TINYINT NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  PRIMARY KEY (round_id, serial, idx)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
