// Which documents a case file must hold before it is closed (G23), and which of them must have
// reached the party (§5.6: each numbered; 处罚法 61: what decides about somebody is served).
//
// Every step and act of the record calls for its document; the case as a whole for some more. A
// step's own document is issued with it, so what is missing is as a rule what somebody has to write
// or to serve: the list of the evidence, a penalty decision, the notice of a suspension.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_REQUIRED_DOCUMENTS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_REQUIRED_DOCUMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/documents/types.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

struct RequiredDocument {
  DocumentType type = DocumentType::kNone;
  DocumentType or_type = DocumentType::kNone;  // would do as well
  int64_t record = 0;                          // seq of what calls for it; 0: the case as a whole
  int64_t since = 0;        // microseconds since 1970: an earlier one is of something else
  std::string document_no;  // the paper an act names: that one counts even if issued before the act

  bool operator==(const RequiredDocument&) const = default;
};

// In the order of the records. `has_evidence`: items of evidence were taken in the case.
std::vector<RequiredDocument> RequiredDocuments(const CaseFile& file,
                                                const std::vector<CaseRecord>& records,
                                                bool has_evidence);

// A document as it lies in the file.
struct FiledDocument {
  DocumentType type = DocumentType::kNone;
  std::string number_text;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool served = false;        // it has a service record
};

struct MissingDocument {
  DocumentType type = DocumentType::kNone;
  DocumentType or_type = DocumentType::kNone;
  int64_t record = 0;
  std::string number_text;  // of one that was issued and not served; empty: not issued

  bool operator==(const MissingDocument&) const = default;
};

// What the file lacks, in legal order (that of `rules`): first what was not issued, each document
// counting for one record only, then what was not served. Only documents that decide about the
// party need service, and none of a case that ended undecided; a notice that another took the place
// of may have reached nobody. `filed` is in the order of issue.
std::vector<MissingDocument> MissingDocuments(const CaseFile& file,
                                              const std::vector<RequiredDocument>& required,
                                              const std::vector<FiledDocument>& filed,
                                              const DocumentRules& rules);

// "证据清单 EVIDENCE_LIST", "复核意见书 REVIEW_OPINION 龙医保复〔2026〕1号 未送达 not served".
std::string MissingText(const MissingDocument& missing, const DocumentRules& rules);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_REQUIRED_DOCUMENTS_H_
