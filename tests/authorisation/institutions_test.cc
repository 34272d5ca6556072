// An institution and the records of another: every RPC that admits an INSTITUTION is asked, as
// M001, for what is M002's, and the same request is made by M002 itself. The methods are walked by
// their descriptors; one without a line in the tables fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/status.h"
#include "google/protobuf/text_format.h"
#include "probity/scoring/v1/agreement_service.grpc.pb.h"
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "probity/scoring/v1/document_service.grpc.pb.h"
#include "probity/scoring/v1/person_service.grpc.pb.h"
#include "tests/authorisation/callers.h"
#include "tests/authorisation/expect.h"
#include "tests/authorisation/methods.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/decided.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::authorisation {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;

constexpr char kNotYours[] = "PERMISSION_DENIED/NOT_YOURS";

// `request` in text form, $… are ids of records of M002. `foreign` is what M001 is told and `own`
// what M002 is told.
struct Row {
  std::string method;
  std::string request;
  std::string foreign = kNotYours;
  std::string own = "OK";
};
using Ids = std::vector<std::pair<std::string, std::string>>;

std::set<std::string> MethodsForInstitutions(const std::string& area) {
  std::set<std::string> names;
  for (const MethodDescriptor* method : AllMethods()) {
    const auto& roles = AccessOf(*method).roles();
    if (ServedBy(*method) == area &&
        std::find(roles.begin(), roles.end(), options::v1::ROLE_INSTITUTION) != roles.end()) {
      names.insert(absl::StrCat(method->service()->name(), ".", method->name()));
    }
  }
  return names;
}

const MethodDescriptor& MethodOf(const std::string& area, const std::string& name) {
  const MethodDescriptor* const method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          absl::StrCat("probity.", area, ".v1.", name));
  if (method == nullptr) throw std::logic_error("no method " + name);
  return *method;
}

rpc::CallOptions AsInstitution(const std::string& id) {
  rpc::CallOptions options;
  options.caller = {
      .person = "party of " + id, .roles = {options::v1::ROLE_INSTITUTION}, .institution_id = id};
  options.timeout = absl::Minutes(1);
  return options;
}

std::unique_ptr<Message> RequestOf(const MethodDescriptor& method, const Row& row, const Ids& ids) {
  std::unique_ptr<Message> request = NewRequest(method);
  const std::string text = absl::StrReplaceAll(row.request, ids);
  EXPECT_TRUE(TextFormat::ParseFromString(text, request.get())) << row.method << ": " << text;
  const auto* const field = method.input_type()->FindFieldByName("request_id");
  if (field != nullptr) {
    request->GetReflection()->SetString(request.get(), field, NewRequestId());
  }
  return request;
}

// Every method for institutions has a row, M001 is told `foreign` and M002 `own`.
void Hold(const std::string& area, const std::shared_ptr<grpc::Channel>& channel,
          const std::vector<Row>& rows, const Ids& ids, const std::set<std::string>& for_all) {
  std::set<std::string> covered = for_all;
  for (const Row& row : rows) covered.insert(row.method);
  EXPECT_EQ(covered, MethodsForInstitutions(area)) << "each needs a row, or a reason why not";
  for (const Row& row : rows) {
    const MethodDescriptor& method = MethodOf(area, row.method);
    const auto ask = [&](const std::string& who) {
      return CallAny(channel, method, *RequestOf(method, row, ids), AsInstitution(who)).status();
    };
    EXPECT_EQ(Outcome(ask("M001")), row.foreign)
        << row.method << " {" << row.request << "} by M001";
    EXPECT_EQ(Outcome(ask("M002")), row.own) << row.method << " {" << row.request << "} by M002";
  }
}

class ScoringWorld {
 public:
  ScoringWorld() {
    server_.PutShippedPolicies();
    server_.Register(scoring::v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
    file_ = client_.Served("c2", "M002", {scoring::FindingOf(1, "M201", 3)}, "2026-02-12");
    const absl::StatusOr<scoring::Posted> posted = scoring::Post(
        server_, scoring::NewCaseId(server_),
        {.institution_id = "M002", .points = {18}, .served = absl::CivilDay(2026, 2, 12)});
    EXPECT_TRUE(posted.ok()) << posted.status();
    Hire();
    Sign();
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return server_.channel(); }

  Ids ids() {
    return {{"$case_ref", "c2"},
            {"$case", file_.case_id()},
            {"$document", FirstDocument()},
            {"$measure", FirstMeasure()}};
  }

 private:
  void Hire() {
    scoring::v1::RegisterPersonRequest request;
    EXPECT_TRUE(TextFormat::ParseFromString(
        "person { person_id: 'D2' licence_no: 'L-D2' name: '示例医师' "
        "profession: PROFESSION_PHYSICIAN employments { institution_id: 'M002' "
        "from_date: '2025-01-01' main_site: true } }",
        &request));
    request.set_request_id(NewRequestId());
    const auto stub = scoring::v1::PersonService::NewStub(channel());
    const auto done = rpc::Invoke(*stub, &scoring::v1::PersonService::Stub::RegisterPerson, request,
                                  scoring::AsSupervisor());
    EXPECT_TRUE(done.ok()) << done.status();
  }

  void Sign() {
    scoring::v1::SignAgreementRequest request;
    EXPECT_TRUE(TextFormat::ParseFromString(
        "agreement { agreement_no: 'A2' subject_kind: SUBJECT_KIND_MEDICAL subject_id: 'M002' "
        "from_date: '2026-01-01' to_date: '2026-12-31' signed_date: '2026-01-01' }",
        &request));
    request.set_request_id(NewRequestId());
    const auto stub = scoring::v1::AgreementService::NewStub(channel());
    const auto done = rpc::Invoke(*stub, &scoring::v1::AgreementService::Stub::SignAgreement,
                                  request, scoring::AsSupervisor());
    EXPECT_TRUE(done.ok()) << done.status();
  }

  // One that was served: what was not is not even the party's.
  std::string FirstDocument() {
    const auto stub = scoring::v1::DocumentService::NewStub(channel());
    const auto listed = rpc::Invoke(*stub, &scoring::v1::DocumentService::Stub::ListDocuments, {},
                                    AsInstitution("M002"));
    EXPECT_TRUE(listed.ok() && listed->documents_size() > 0) << listed.status();
    return listed.ok() && listed->documents_size() > 0 ? listed->documents(0).document_id() : "";
  }

  std::string FirstMeasure() {
    const auto stub = scoring::v1::ConsequenceService::NewStub(channel());
    scoring::v1::ListMeasuresRequest request;
    request.set_subject_id("M002");
    const auto listed = rpc::Invoke(*stub, &scoring::v1::ConsequenceService::Stub::ListMeasures,
                                    request, AsInstitution("M002"));
    EXPECT_TRUE(listed.ok() && listed->measures_size() > 0) << listed.status();
    return listed.ok() && listed->measures_size() > 0 ? listed->measures(0).measure_id() : "";
  }

  scoring::ScoringServer server_{absl::CivilDay(2026, 2, 12)};
  scoring::CaseClient client_{server_};
  scoring::v1::Case file_;
};

TEST(OtherInstitutions, RecordsOfScoringAreRefused) {
  ScoringWorld world;
  const std::vector<Row> rows = {
      {"RegistryService.GetInstitution", "institution_id: 'M002'"},
      {"StandingService.GetStanding", "institution_id: 'M002' year: 2026"},
      {"CaseService.GetCase", "case_id: '$case'"},
      {"CaseService.GetCase", "case_ref: '$case_ref'"},
      {"CaseService.GetTimeline", "case_id: '$case'"},
      {"CaseService.GetTimeline", "case_ref: '$case_ref'"},
      {"CaseService.GetDrawTranscript", "case_id: '$case'", kNotYours, "NOT_FOUND/NO_TRANSCRIPT"},
      {"CaseService.GetDrawTranscript", "case_ref: '$case_ref'", kNotYours,
       "NOT_FOUND/NO_TRANSCRIPT"},
      {"CaseService.ListCases", "institution_id: 'M002'"},
      {"ClockService.GetClocks", "case_id: '$case'"},
      {"ClockService.GetClocks", "case_ref: '$case_ref'"},
      {"RecoveryService.GetRecovery", "case_id: '$case'"},
      {"RecoveryService.GetRecovery", "case_ref: '$case_ref'"},
      {"RecoveryService.ListRecoveryTotals", "institution_id: 'M002'"},
      {"DocumentService.GetDocument", "document_id: '$document'"},
      {"DocumentService.GetDocument", "document_id: '$document' with_pdf: true"},
      {"DocumentService.ListDocuments", "institution_id: 'M002'"},
      {"DocumentService.ListDocuments", "case_id: '$case' institution_id: 'M002'"},
      {"PersonService.GetPerson", "person_id: 'D2'"},
      {"PersonService.ListPersons", "institution_id: 'M002'"},
      {"ConsequenceService.GetMeasure", "measure_id: '$measure'"},
      {"ConsequenceService.ListMeasures", "subject_id: 'M002'"},
      {"ConsequenceService.ListMeasures",
       "subject: MEASURE_SUBJECT_INSTITUTION subject_id: 'M002'"},
      {"ConsequenceService.ListMeasures", "subject: MEASURE_SUBJECT_PERSON subject_id: 'D2'",
       kNotYours, kNotYours},
      {"ConsequenceService.ListQualifications", "institution_id: 'M002'"},
      {"ArchiveService.GetArchive", "subject: ARCHIVE_SUBJECT_INSTITUTION subject_id: 'M002'"},
      {"ArchiveService.GetArchive", "subject: ARCHIVE_SUBJECT_PERSON subject_id: 'D2'"},
      {"ArchiveService.DownloadArchive", "subject: ARCHIVE_SUBJECT_INSTITUTION subject_id: 'M002'"},
      {"ArchiveService.GetArchive", "subject: ARCHIVE_SUBJECT_INSURED subject_id: 'I1'", kNotYours,
       kNotYours},
      {"AgreementService.GetAgreement", "agreement_no: 'A2'"},
      {"AgreementService.ListAgreements", "subject_kind: SUBJECT_KIND_MEDICAL subject_id: 'M002'"},
      {"AgreementService.AnnounceExit",
       "agreement_no: 'A2' last_date: '2026-06-30' reason: 'r' document: 'd'"},
      {"AgreementService.WithdrawExit", "agreement_no: 'A2' reason: 'r' document: 'd'"},
      {"ProcedureService.ApplyForRecusal",
       "case_id: '$case' officer: 'officer-a' reason: 'a relative'"},
      {"ProcedureService.RequestHearing", "case_id: '$case'", kNotYours,
       "FAILED_PRECONDITION/G10_HEARING_RIGHT"},
      {"ProcedureService.FileGrounds", "case_id: '$case' grounds { text: 'not so' }"},
      {"CaseService.FileObjection", "case_id: '$case' defence: 'not so' etag: '1'", kNotYours,
       "ABORTED/ETAG_MISMATCH"},
  };
  // The policies are everybody's, publications are public. Challenges are taken from anybody and
  // answered alike, so that nothing of a case shows; of another's case none is kept.
  Hold("scoring", world.channel(), rows, world.ids(),
       {"PolicyService.GetPolicy", "PolicyService.ListPolicies", "PolicyService.Evaluate",
        "PublicityService.ListPublicRecords", "ChallengeService.FileChallenge"});
}

// A list asked for without naming anybody: refused, or the caller's own records alone.
TEST(OtherInstitutions, ListsOfScoringWithoutAnIdHoldNothingOfThem) {
  ScoringWorld world;
  const Ids ids = world.ids();
  int lists = 0;
  for (const std::string& name : MethodsForInstitutions("scoring")) {
    const MethodDescriptor& method = MethodOf("scoring", name);
    if (!absl::StartsWith(method.name(), "List") || name == "PolicyService.ListPolicies") continue;
    ++lists;
    const absl::Status status =
        CallAny(world.channel(), method, *NewRequest(method), AsInstitution("M001")).status();
    EXPECT_TRUE(status.ok() || Outcome(status) == kNotYours ||
                Outcome(status) == "INVALID_ARGUMENT/BAD_REQUEST")
        << name << ": " << status;
  }
  EXPECT_GE(lists, 8);
  const auto cases = scoring::v1::CaseService::NewStub(world.channel());
  const auto of_cases =
      rpc::Invoke(*cases, &scoring::v1::CaseService::Stub::ListCases, {}, AsInstitution("M001"));
  ASSERT_TRUE(of_cases.ok());
  EXPECT_EQ(of_cases->cases_size(), 0);
  const auto documents = scoring::v1::DocumentService::NewStub(world.channel());
  scoring::v1::ListDocumentsRequest of_case;
  of_case.set_case_id(ids[1].second);
  const auto of_documents =
      rpc::Invoke(*documents, &scoring::v1::DocumentService::Stub::ListDocuments, of_case,
                  AsInstitution("M001"));
  ASSERT_TRUE(of_documents.ok()) << of_documents.status();
  EXPECT_EQ(of_documents->documents_size(), 0) << "the documents of another's case";
}

// What an answer says, whatever its type: no list of one institution names another.
TEST(OtherInstitutions, AnswersToOneNameNoOther) {
  ScoringWorld world;
  const std::map<std::string, std::string> own = {
      {"CaseService.ListCases", ""},
      {"ConsequenceService.ListMeasures", "subject_id: 'M001'"},
      {"ConsequenceService.ListQualifications", "institution_id: 'M001'"},
      {"DocumentService.ListDocuments", ""},
      {"PersonService.ListPersons", "institution_id: 'M001'"},
      {"RecoveryService.ListRecoveryTotals", "institution_id: 'M001'"},
      {"AgreementService.ListAgreements", "subject_kind: SUBJECT_KIND_MEDICAL subject_id: 'M001'"},
  };
  for (const auto& [name, request] : own) {
    const MethodDescriptor& method = MethodOf("scoring", name);
    const Row row{name, request};
    const absl::StatusOr<std::string> text =
        CallAny(world.channel(), method, *RequestOf(method, row, {}), AsInstitution("M001"));
    ASSERT_TRUE(text.ok()) << name << ": " << text.status();
    for (const char* foreign : {"M002", "\"c2\"", "D2", "A2"}) {
      EXPECT_THAT(*text, ::testing::Not(::testing::HasSubstr(foreign))) << name;
    }
  }
}

TEST(OtherInstitutions, StatementsAreRefused) {
  settlement::SettlementServer server;
  settlement::v1::Run run = server.Calculated(
      {server.Medical("M001"), server.Medical("M002")},
      {settlement::SettlementServer::Budget("M001"), settlement::SettlementServer::Budget("M002")});
  const auto reviewed = server.Review(run);
  ASSERT_TRUE(reviewed.ok()) << reviewed.status();
  const std::string of = "run_id: '$run' institution_id: 'M002'";
  const std::vector<Row> rows = {
      {"StatementService.GetStatement", of},
      {"StatementService.ExplainLine", of + " line: 'rate_bp'"},
      {"StatementService.RenderStatement", of + " format: STATEMENT_FORMAT_CSV"},
      {"StatementService.RenderStatement", of + " format: STATEMENT_FORMAT_PDF"},
      {"StatementService.RenderStatement", "run_id: '$run' format: STATEMENT_FORMAT_CSV", kNotYours,
       kNotYours},
      {"StatementService.DisputeLine", of + " line: 'rate_bp' reason: 'not so'", kNotYours,
       "FAILED_PRECONDITION/STATEMENT_STATE"},
      {"StatementService.ConfirmStatement", of, kNotYours, "FAILED_PRECONDITION/STATEMENT_STATE"},
  };
  Hold("settlement", server.channel(), rows, {{"$run", run.run_id()}}, {});
}

}  // namespace
}  // namespace probity::authorisation
