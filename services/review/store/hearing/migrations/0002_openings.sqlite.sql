-- What was asked of scoring for a round, written before the asking: a round whose opening was cut
-- short is finished from here, and its repeated request finds it. person: who holds which duty of a
-- round (1..4 the share of that group, 5 asked for the abort), so that no person holds two.
CREATE TABLE opening (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  request_id BLOB NOT NULL CHECK (length(request_id) = 16),
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  max_cases INTEGER NOT NULL CHECK (max_cases > 0),
  small_round_reason TEXT NOT NULL CHECK (length(small_round_reason) <= 500),
  PRIMARY KEY (round_id),
  UNIQUE (request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE duty (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  duty INTEGER NOT NULL CHECK (duty BETWEEN 1 AND 5),
  person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 128),
  PRIMARY KEY (round_id, duty)
) STRICT, WITHOUT ROWID;

-- Aborted rounds whose sheets scoring does not have back yet.
CREATE TABLE release_outbox (
  round_id BLOB NOT NULL CHECK (length(round_id) = 16),
  payload BLOB NOT NULL,
  PRIMARY KEY (round_id)
) STRICT, WITHOUT ROWID;
