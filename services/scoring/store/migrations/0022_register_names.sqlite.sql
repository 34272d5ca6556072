-- What else an institution is called, and what it is known to offer: for blinding sheets.
-- Append-only.
CREATE TABLE institution_alias (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  alias TEXT NOT NULL CHECK (length(alias) BETWEEN 1 AND 200),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, institution_id, alias)
) STRICT, WITHOUT ROWID;

-- The last of an institution counts. Append-only.
CREATE TABLE institution_profile (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  seq INTEGER NOT NULL CHECK (seq > 0),
  classes TEXT NOT NULL CHECK (length(classes) <= 20),
  yearly_fund_fen INTEGER NOT NULL CHECK (yearly_fund_fen >= 0),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, institution_id, seq)
) STRICT, WITHOUT ROWID;
