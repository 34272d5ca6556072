#include "services/scoring/domain/procedure/grounds.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/procedure/handlers.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {
namespace {

constexpr int kMaxGrounds = 20;
constexpr int kMaxEvidence = 32;
constexpr size_t kMaxReference = 200;

template <typename Texts>
std::vector<std::string> References(const Texts& texts, const std::string& field,
                                    FieldCheck& check) {
  check.Check(texts.size() <= kMaxEvidence, field, "at most 32");
  std::vector<std::string> references;
  for (int i = 0; i < texts.size(); ++i) {
    check.Check(IsLabel(texts[i], 1, kMaxReference), absl::StrCat(field, "[", i, "]"),
                "one line of 1 to 200 characters, without spaces around it");
    references.push_back(texts[i]);
  }
  return references;
}

struct FiledGround {
  std::string text;
  std::vector<std::string> evidence;
};

absl::StatusOr<std::vector<FiledGround>> GroundsOf(const v1::FileGroundsRequest& request) {
  FieldCheck check;
  check.Check(request.grounds_size() >= 1 && request.grounds_size() <= kMaxGrounds, "grounds",
              "1 to 20");
  std::vector<FiledGround> grounds;
  for (int i = 0; i < request.grounds_size(); ++i) {
    const v1::ObjectionGround& one = request.grounds(i);
    const std::string field = absl::StrCat("grounds[", i, "]");
    CheckLength(one.text(), 1, kMaxRecordReason, absl::StrCat(field, ".text"), check);
    grounds.push_back(
        {one.text(), References(one.evidence(), absl::StrCat(field, ".evidence"), check)});
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return grounds;
}

absl::StatusOr<GroundFinding> FindingOf(const v1::AnswerGroundRequest& request) {
  FieldCheck check;
  GroundFinding finding;
  finding.ground = request.ground();
  finding.outcome = EnumField<GroundOutcome>(request.outcome(), "outcome", check);
  CheckLength(request.reason(), 1, kMaxRecordReason, "reason", check);
  finding.reason = request.reason();
  CheckNumber(request.document_no(), "document_no", check);
  finding.document_no = request.document_no();
  finding.adopted = References(request.adopted(), "adopted", check);
  check.Check(request.items_size() <= kMaxFindings, "items", "at most 32");
  finding.items = {request.items().begin(), request.items().end()};
  PROBITY_RETURN_IF_ERROR(check.Result());
  return finding;
}

}  // namespace

absl::StatusOr<v1::FileGroundsResponse> HandleFileGrounds(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::FileGroundsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<FiledGround> grounds, GroundsOf(request));
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  const bool by_party = call.caller.Has(options::v1::ROLE_INSTITUTION);
  v1::FileGroundsResponse response;
  for (const FiledGround& one : grounds) {
    PROBITY_ASSIGN_OR_RETURN(CaseRecord record,
                             FileGround(act.file, one.text, one.evidence, by_party, act.today));
    PROBITY_ASSIGN_OR_RETURN(record, SaveRecord(env, tx, act.file.case_id, call.caller.person,
                                                act.at, std::move(record)));
    *response.add_records() = ToProto(record);
  }
  return response;
}

absl::StatusOr<v1::AnswerGroundResponse> HandleAnswerGround(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AnswerGroundRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const GroundFinding finding, FindingOf(request));
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record,
                           AnswerGround(act.file, act.facts, finding, act.today));
  PROBITY_ASSIGN_OR_RETURN(
      record, SaveRecord(env, tx, act.file.case_id, call.caller.person, act.at, std::move(record)));
  v1::AnswerGroundResponse response;
  *response.mutable_record() = ToProto(record);
  return response;
}

}  // namespace probity::scoring
