// Documents from the command line: lists, one with its service record, its PDF, and a case's file.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_DOCUMENTS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_DOCUMENTS_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

int DocumentList(const Session& session, const std::string& case_ref);
// Types with their words, and the fields of those issued by hand.
int DocumentTypes(const Session& session);
// `name` is a number (龙医保告〔2026〕12号) or a document_id.
int DocumentShow(const Session& session, const std::string& name);
int DocumentSave(const Session& session, const std::string& name, const std::string& out);
int DocumentVerify(const Session& session);
// A director ends a preliminary registration (登记保存) before its seven days are over; prints the
// order that says so. `hold` is its number or document_id.
struct Disposal {
  std::string hold;
  std::string disposal;  // what becomes of the goods
  std::string reason;
};
int DocumentDisposeHold(const Session& session, const Disposal& disposal);

// The whole file (案卷) as a ZIP. Nothing is written unless every byte arrived.
int CaseExport(const Session& session, const std::string& case_ref, const std::string& out,
               bool include_evidence);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_DOCUMENTS_H_
