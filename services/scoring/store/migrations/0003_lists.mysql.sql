-- Lists read by the order they are given in: an institution's entries by number, cases of one state
-- by id. The highest referral number is at the end of an index, not of a scan.
ALTER TABLE entry
  DROP KEY entry_by_institution,
  ADD KEY entry_by_institution (region, institution_id, recorded_seq);
ALTER TABLE case_file ADD KEY case_file_by_state (region, state, case_id);
ALTER TABLE sheet ADD KEY sheet_by_referral (region, referral_seq);
