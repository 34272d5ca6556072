-- Budgets corrected as a whole: every correction of a year is a new edition of its budgets, those of
-- the editions before stay as they were.
ALTER TABLE settlement_year ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;

CREATE TABLE budget_2 (
  region TEXT NOT NULL CHECK (length(region) BETWEEN 1 AND 32),
  year INTEGER NOT NULL,
  edition INTEGER NOT NULL CHECK (edition >= 1),
  institution_id TEXT NOT NULL CHECK (length(institution_id) BETWEEN 1 AND 32),
  fund TEXT NOT NULL CHECK (length(fund) BETWEEN 1 AND 16),
  class TEXT NOT NULL CHECK (length(class) BETWEEN 1 AND 16),
  p0_fen INTEGER NOT NULL CHECK (p0_fen >= 0),
  p0_visits INTEGER NOT NULL CHECK (p0_visits >= 1),
  b0_fen INTEGER NOT NULL CHECK (b0_fen >= 0),
  planned_visits INTEGER NOT NULL CHECK (planned_visits >= 0),
  source_row INTEGER NOT NULL CHECK (source_row >= 0),
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  PRIMARY KEY (region, year, edition, institution_id, fund, class)
) STRICT, WITHOUT ROWID;
INSERT INTO budget_2 SELECT region, year, 1, institution_id, fund, class, p0_fen, p0_visits, b0_fen,
  planned_visits, source_row, request_id FROM budget;
DROP TABLE budget;
ALTER TABLE budget_2 RENAME TO budget;
