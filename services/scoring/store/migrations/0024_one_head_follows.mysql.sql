-- compatible-from: 23
-- Of two heads that were witnessed at the same moment only one can follow the head before.
CREATE UNIQUE INDEX witnessed_head_from ON witnessed_head (region, log, from_size);
