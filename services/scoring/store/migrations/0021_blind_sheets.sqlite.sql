-- How a sheet was blinded, and the papers that go with it. Times are microseconds since 1970 (UTC).
-- One row for each referral of a case; a released sheet keeps its referral. Append-only.
CREATE TABLE sheet_blinding (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  referral_seq INTEGER NOT NULL CHECK (referral_seq > 0),
  residual INTEGER NOT NULL CHECK (residual IN (0, 1)),
  admitting INTEGER NOT NULL CHECK (admitting >= 0),
  k INTEGER NOT NULL CHECK (k > 0),
  steps INTEGER NOT NULL CHECK (steps >= 0),
  attachments TEXT NOT NULL CHECK (length(attachments) <= 200),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, referral_seq)
) STRICT, WITHOUT ROWID;

-- The second officer under a sheet that fewer than k institutions admit. Append-only.
CREATE TABLE residual_signature (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  referral_seq INTEGER NOT NULL CHECK (referral_seq > 0),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, referral_seq)
) STRICT, WITHOUT ROWID;

-- Images made anew from the party's or the officers', padded to a size class, with whom redacted
-- what can be seen in them. Append-only.
CREATE TABLE sheet_attachment (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  attachment_no INTEGER NOT NULL CHECK (attachment_no BETWEEN 1 AND 99),
  media INTEGER NOT NULL CHECK (media IN (1, 2)),
  width INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0),
  redactions INTEGER NOT NULL CHECK (redactions >= 0),
  source_sha256 BLOB NOT NULL CHECK (length(source_sha256) = 32),
  content BLOB NOT NULL CHECK (length(content) IN (131072, 524288, 2097152)),
  statement TEXT NOT NULL CHECK (length(statement) BETWEEN 1 AND 1000),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, attachment_no)
) STRICT, WITHOUT ROWID;

-- The second person's look at it. Append-only.
CREATE TABLE sheet_attachment_check (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  attachment_no INTEGER NOT NULL CHECK (attachment_no BETWEEN 1 AND 99),
  passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  business_date TEXT NOT NULL CHECK (length(business_date) = 10),
  recorded_time INTEGER NOT NULL,
  scenario INTEGER NOT NULL CHECK (scenario IN (0, 1)),
  PRIMARY KEY (region, case_id, attachment_no)
) STRICT, WITHOUT ROWID;
