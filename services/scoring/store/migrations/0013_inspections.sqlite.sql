-- Inspection campaigns, the shares their draw is made of, and what inspections found.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone. State, outcome
-- carry the numbers of inspection_service.proto; `strata` is one line for each: kind, district and
-- count, separated by tabs; `inspectors` one person a line.
CREATE TABLE inspection_campaign (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  campaign_id BLOB NOT NULL CHECK (length(campaign_id) = 16),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  year INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  etag INTEGER NOT NULL CHECK (etag > 0),
  strata TEXT NOT NULL,
  inspectors_each INTEGER NOT NULL CHECK (inspectors_each >= 2),
  not_inspected_since TEXT CHECK (length(not_inspected_since) = 10),
  weight_per_point INTEGER NOT NULL CHECK (weight_per_point >= 0),
  pool BLOB,
  pool_sha256 BLOB CHECK (length(pool_sha256) = 32),
  pool_institutions INTEGER NOT NULL,
  pool_inspectors INTEGER NOT NULL,
  abandoned_reason TEXT NOT NULL,
  planned_by TEXT NOT NULL CHECK (length(planned_by) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, campaign_id)
) STRICT, WITHOUT ROWID;

-- `share` is NULL until it is revealed.
CREATE TABLE inspection_share (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  campaign_id BLOB NOT NULL CHECK (length(campaign_id) = 16),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  share BLOB CHECK (length(share) = 32),
  PRIMARY KEY (region, campaign_id, person)
) STRICT, WITHOUT ROWID;

-- Append-only, in the order the places were given on.
CREATE TABLE inspection_recusal (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  campaign_id BLOB NOT NULL CHECK (length(campaign_id) = 16),
  seq INTEGER NOT NULL CHECK (seq > 0),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  reason TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, campaign_id, seq)
) STRICT, WITHOUT ROWID;

-- Append-only. Without a campaign the inspection was targeted.
CREATE TABLE inspection (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  inspection_id BLOB NOT NULL CHECK (length(inspection_id) = 16),
  campaign_id BLOB CHECK (length(campaign_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  inspection_date TEXT NOT NULL CHECK (length(inspection_date) = 10),
  inspectors TEXT NOT NULL,
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 3),
  case_ref TEXT NOT NULL,
  reason TEXT NOT NULL,
  notes TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, inspection_id),
  UNIQUE (region, campaign_id, institution_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inspection_by_date ON inspection (region, inspection_date, institution_id);
CREATE INDEX inspection_by_institution ON inspection (region, institution_id, inspection_id);
