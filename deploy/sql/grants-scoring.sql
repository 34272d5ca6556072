-- What probity-scoring may write. Run in its database after every `migrate`:
--   mariadb probity_scoring < grants-scoring.sql

-- Append-only: nobody but an administrator changes or removes a row.
GRANT INSERT ON entry TO probity_scoring@'%';
GRANT INSERT ON consequence TO probity_scoring@'%';
GRANT INSERT ON crossing TO probity_scoring@'%';
GRANT INSERT ON adjustment TO probity_scoring@'%';
GRANT INSERT ON adjustment_decision TO probity_scoring@'%';
GRANT INSERT ON proposal TO probity_scoring@'%';
GRANT INSERT ON proposal_decision TO probity_scoring@'%';
GRANT INSERT ON case_transition TO probity_scoring@'%';
GRANT INSERT ON audit TO probity_scoring@'%';
GRANT INSERT ON verdict_round TO probity_scoring@'%';
GRANT INSERT ON policy TO probity_scoring@'%';
GRANT INSERT ON institution TO probity_scoring@'%';
GRANT INSERT ON case_officer TO probity_scoring@'%';
GRANT INSERT ON case_record TO probity_scoring@'%';
GRANT INSERT ON case_record_part TO probity_scoring@'%';
GRANT INSERT ON case_officer_left TO probity_scoring@'%';
GRANT INSERT ON challenge TO probity_scoring@'%';
GRANT INSERT ON challenge_ruling TO probity_scoring@'%';
GRANT INSERT ON case_lead TO probity_scoring@'%';
GRANT INSERT ON document TO probity_scoring@'%';
GRANT INSERT ON document_rendering TO probity_scoring@'%';
GRANT INSERT ON service_record TO probity_scoring@'%';
GRANT INSERT ON officer TO probity_scoring@'%';
GRANT INSERT ON person TO probity_scoring@'%';
GRANT INSERT ON person_registration TO probity_scoring@'%';
GRANT INSERT ON person_step TO probity_scoring@'%';
GRANT INSERT ON agreement TO probity_scoring@'%';
GRANT INSERT ON agreement_event TO probity_scoring@'%';
GRANT INSERT ON insured_person TO probity_scoring@'%';
GRANT INSERT ON insured_event TO probity_scoring@'%';

GRANT INSERT ON evidence TO probity_scoring@'%';
GRANT INSERT ON evidence_content TO probity_scoring@'%';
GRANT INSERT ON evidence_custody TO probity_scoring@'%';
GRANT INSERT ON evidence_review TO probity_scoring@'%';
GRANT INSERT ON measure_event TO probity_scoring@'%';
GRANT INSERT ON held_amount TO probity_scoring@'%';
GRANT INSERT ON qualification_change TO probity_scoring@'%';
GRANT INSERT ON recovery_entry TO probity_scoring@'%';
GRANT INSERT ON clock_extension TO probity_scoring@'%';

GRANT INSERT, UPDATE ON balance TO probity_scoring@'%';
GRANT INSERT, UPDATE ON case_file TO probity_scoring@'%';
GRANT INSERT, UPDATE ON case_notice TO probity_scoring@'%';
GRANT INSERT, UPDATE ON remedy TO probity_scoring@'%';
GRANT INSERT, UPDATE ON sheet TO probity_scoring@'%';
GRANT INSERT, UPDATE ON person_employment TO probity_scoring@'%';
GRANT INSERT, UPDATE ON person_scoring TO probity_scoring@'%';
GRANT INSERT, UPDATE ON person_line TO probity_scoring@'%';
GRANT INSERT, UPDATE ON person_tell TO probity_scoring@'%';
GRANT INSERT, UPDATE ON measure TO probity_scoring@'%';
GRANT INSERT, UPDATE ON switch_command TO probity_scoring@'%';
GRANT INSERT, UPDATE ON bar TO probity_scoring@'%';
GRANT INSERT, UPDATE ON publication TO probity_scoring@'%';
GRANT INSERT, UPDATE ON nomination TO probity_scoring@'%';
GRANT INSERT, UPDATE ON clock TO probity_scoring@'%';
GRANT INSERT, UPDATE ON clock_span TO probity_scoring@'%';
GRANT INSERT, UPDATE ON idempotency TO probity_scoring@'%';
GRANT INSERT, UPDATE, DELETE ON finding TO probity_scoring@'%';
GRANT INSERT, DELETE ON finding_act TO probity_scoring@'%';
GRANT INSERT, UPDATE, DELETE ON evidence_upload TO probity_scoring@'%';
GRANT INSERT, DELETE ON evidence_chunk TO probity_scoring@'%';
