-- Two tables; a ; inside a line ends nothing, nor does a comment's;
CREATE TABLE one (
  id INTEGER NOT NULL PRIMARY KEY,  -- kept; as written
  note TEXT NOT NULL DEFAULT 'a;b ??/ "q" \n [x]'
) STRICT;

CREATE TABLE two (id INTEGER NOT NULL PRIMARY KEY) STRICT;
