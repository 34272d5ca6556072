-- What was asked of scoring for a round, written before the asking: a round whose opening was cut
-- short is finished from here, and its repeated request finds it. person: who holds which duty of a
-- round (1..4 the share of that group, 5 asked for the abort), so that no person holds two.
CREATE TABLE opening (
  round_id BINARY(16) NOT NULL,
  request_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  max_cases INT NOT NULL,
  small_round_reason VARCHAR(500) NOT NULL,
  PRIMARY KEY (round_id),
  UNIQUE KEY opening_request (request_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE duty (
  round_id BINARY(16) NOT NULL,
  duty TINYINT NOT NULL,
  person VARCHAR(128) NOT NULL,
  PRIMARY KEY (round_id, duty)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Aborted rounds whose sheets scoring does not have back yet.
CREATE TABLE release_outbox (
  round_id BINARY(16) NOT NULL,
  payload VARBINARY(16) NOT NULL,
  PRIMARY KEY (round_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
