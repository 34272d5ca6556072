-- Lists read by the order they are given in: an institution's entries by number, cases of one state
-- by id. The highest referral number is at the end of an index, not of a scan.
DROP INDEX entry_by_institution;
CREATE INDEX entry_by_institution ON entry (region, institution_id, recorded_seq);
CREATE INDEX case_file_by_state ON case_file (region, state, case_id);
CREATE INDEX sheet_by_referral ON sheet (region, referral_seq);
