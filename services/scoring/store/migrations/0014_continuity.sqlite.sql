-- Continuity of subjects: what an institution is called and where it is now, and who went on with
-- its points. All append-only. Times are microseconds since 1970 (UTC), dates civil dates of the
-- bureau's zone; `kind` carries the numbers of subject_service.proto.
ALTER TABLE institution ADD COLUMN address TEXT NOT NULL DEFAULT '' CHECK (length(address) <= 200);

-- Particulars since a change; the one with the highest revision is in force.
CREATE TABLE institution_revision (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  revision INTEGER NOT NULL CHECK (revision > 0),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  district TEXT NOT NULL CHECK (length(district) BETWEEN 1 AND 100),
  address TEXT NOT NULL CHECK (length(address) <= 200),
  principal TEXT NOT NULL CHECK (length(principal) <= 128),
  designated_to TEXT CHECK (length(designated_to) = 10),
  change_id BLOB NOT NULL CHECK (length(change_id) = 16),
  effective_date TEXT NOT NULL CHECK (length(effective_date) = 10),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, institution_id, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE subject_change (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  change_id BLOB NOT NULL CHECK (length(change_id) = 16),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 6),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  new_name TEXT NOT NULL CHECK (length(new_name) <= 200),
  new_district TEXT NOT NULL CHECK (length(new_district) <= 100),
  new_address TEXT NOT NULL CHECK (length(new_address) <= 200),
  new_principal TEXT NOT NULL CHECK (length(new_principal) <= 128),
  effective_date TEXT NOT NULL CHECK (length(effective_date) = 10),
  document TEXT NOT NULL CHECK (length(document) BETWEEN 1 AND 200),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  requested_by TEXT NOT NULL CHECK (length(requested_by) BETWEEN 1 AND 128),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, change_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_change_by_institution ON subject_change (region, institution_id, change_id);

-- `succeeded` names the institution others go on for, which happens once; NULL for other changes.
CREATE TABLE subject_change_approval (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  change_id BLOB NOT NULL CHECK (length(change_id) = 16),
  approved_by TEXT NOT NULL CHECK (length(approved_by) BETWEEN 1 AND 128),
  succeeded TEXT CHECK (length(succeeded) BETWEEN 1 AND 32),
  recorded_time INTEGER NOT NULL,
  PRIMARY KEY (region, change_id),
  UNIQUE (region, succeeded)
) STRICT, WITHOUT ROWID;

CREATE TABLE subject_successor (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  change_id BLOB NOT NULL CHECK (length(change_id) = 16),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  share_bp INTEGER NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
  PRIMARY KEY (region, change_id, institution_id)
) STRICT, WITHOUT ROWID;
