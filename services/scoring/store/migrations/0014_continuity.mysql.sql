-- Continuity of subjects: what an institution is called and where it is now, and who went on with
-- its points. All append-only. Times are microseconds since 1970 (UTC), dates civil dates of the
-- bureau's zone; `kind` carries the numbers of subject_service.proto.
ALTER TABLE institution ADD COLUMN address VARCHAR(200) NOT NULL DEFAULT '';

-- Particulars since a change; the one with the highest revision is in force.
CREATE TABLE institution_revision (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision BIGINT NOT NULL,
  name VARCHAR(200) NOT NULL,
  district VARCHAR(100) NOT NULL,
  address VARCHAR(200) NOT NULL,
  principal VARCHAR(128) NOT NULL,
  designated_to CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  change_id BINARY(16) NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, institution_id, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE subject_change (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  change_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  new_name VARCHAR(200) NOT NULL,
  new_district VARCHAR(100) NOT NULL,
  new_address VARCHAR(200) NOT NULL,
  new_principal VARCHAR(128) NOT NULL,
  effective_date CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  document VARCHAR(200) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  requested_by VARCHAR(128) NOT NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, change_id),
  KEY subject_change_by_institution (region, institution_id, change_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- `succeeded` names the institution others go on for, which happens once; NULL for other changes.
CREATE TABLE subject_change_approval (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  change_id BINARY(16) NOT NULL,
  approved_by VARCHAR(128) NOT NULL,
  succeeded VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  recorded_time BIGINT NOT NULL,
  PRIMARY KEY (region, change_id),
  UNIQUE KEY subject_change_approval_by_succeeded (region, succeeded)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE subject_successor (
  region VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  change_id BINARY(16) NOT NULL,
  institution_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  share_bp BIGINT NOT NULL,
  PRIMARY KEY (region, change_id, institution_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
