-- Inspection campaigns, the shares their draw is made of, and what inspections found.
-- Times are microseconds since 1970 (UTC), dates civil dates of the bureau's zone. State, outcome
-- carry the numbers of inspection_service.proto; `strata` is one line for each: kind, district and
-- count, separated by tabs; `inspectors` one person a line.
CREATE TABLE inspection_campaign (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  campaign_id BINARY(16) NOT NULL,
  title VARCHAR(100) NOT NULL,
  year INT NOT NULL,
  state TINYINT NOT NULL,
  etag BIGINT NOT NULL,
  strata TEXT NOT NULL,
  inspectors_each INT NOT NULL,
  not_inspected_since CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  weight_per_point INT NOT NULL,
  pool LONGBLOB NULL,
  pool_sha256 BINARY(32) NULL,
  pool_institutions INT NOT NULL,
  pool_inspectors INT NOT NULL,
  abandoned_reason VARCHAR(500) NOT NULL,
  planned_by VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, campaign_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- `share` is NULL until it is revealed.
CREATE TABLE inspection_share (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  campaign_id BINARY(16) NOT NULL,
  person VARCHAR(128) NOT NULL,
  commitment BINARY(32) NOT NULL,
  share BINARY(32) NULL,
  PRIMARY KEY (region, campaign_id, person)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Append-only, in the order the places were given on.
CREATE TABLE inspection_recusal (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  campaign_id BINARY(16) NOT NULL,
  seq INT NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person VARCHAR(128) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, campaign_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Append-only. Without a campaign the inspection was targeted.
CREATE TABLE inspection (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspection_id BINARY(16) NOT NULL,
  campaign_id BINARY(16) NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspection_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspectors TEXT NOT NULL,
  outcome TINYINT NOT NULL,
  case_ref VARCHAR(64) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  notes TEXT NOT NULL,
  actor VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, inspection_id),
  UNIQUE KEY inspection_by_campaign (region, campaign_id, institution_id),
  KEY inspection_by_date (region, inspection_date, institution_id),
  KEY inspection_by_institution (region, institution_id, inspection_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
