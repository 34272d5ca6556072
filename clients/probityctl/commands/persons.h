// Commands about persons of the payment qualification, agreements, insured persons and archives.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_PERSONS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_PERSONS_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// Everybody, or who works or worked at an institution.
int PersonList(const Session& session, const std::string& institution_id);
// Employments, qualification today, and what cases of institutions brought.
int PersonShow(const Session& session, const std::string& person_id);

// Of an institution or person, or all.
int AgreementList(const Session& session, const std::string& kind, const std::string& subject_id);
int AgreementShow(const Session& session, const std::string& agreement_no);

int InsuredShow(const Session& session, const std::string& insured_id);

// `kind`: INSTITUTION, PERSON or INSURED.
int ArchiveShow(const Session& session, const std::string& kind, const std::string& id);
// As a PDF.
int ArchiveSave(const Session& session, const std::string& kind, const std::string& id,
                const std::string& file);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_PERSONS_H_
