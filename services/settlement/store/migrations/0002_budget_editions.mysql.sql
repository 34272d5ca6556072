-- Budgets corrected as a whole: every correction of a year is a new edition of its budgets, those of
-- the editions before stay as they were.
ALTER TABLE settlement_year ADD COLUMN edition INT NOT NULL DEFAULT 1;

ALTER TABLE budget
  ADD COLUMN edition INT NOT NULL DEFAULT 1 AFTER year,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (region, year, edition, institution_id, fund, class);
