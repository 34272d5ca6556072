-- How a sheet was blinded, and the papers that go with it. Times are microseconds since 1970 (UTC).
-- One row for each referral of a case; a released sheet keeps its referral. Append-only.
CREATE TABLE sheet_blinding (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  referral_seq BIGINT NOT NULL,
  residual TINYINT NOT NULL,
  admitting BIGINT NOT NULL,
  k INT NOT NULL,
  steps INT NOT NULL,
  attachments VARCHAR(200) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, case_id, referral_seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The second officer under a sheet that fewer than k institutions admit. Append-only.
CREATE TABLE residual_signature (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  referral_seq BIGINT NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, case_id, referral_seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Images made anew from the party's or the officers', padded to a size class, with whom redacted
-- what can be seen in them. Append-only.
CREATE TABLE sheet_attachment (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  attachment_no INT NOT NULL,
  media TINYINT NOT NULL,
  width INT NOT NULL,
  height INT NOT NULL,
  redactions INT NOT NULL,
  source_sha256 BINARY(32) NOT NULL,
  content MEDIUMBLOB NOT NULL,
  statement VARCHAR(1000) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, case_id, attachment_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The second person's look at it. Append-only.
CREATE TABLE sheet_attachment_check (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id BINARY(16) NOT NULL,
  attachment_no INT NOT NULL,
  passed TINYINT NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  business_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  scenario TINYINT NOT NULL,
  PRIMARY KEY (region, case_id, attachment_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
