#include "tests/bench/confirmed_cases.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/posting.h"
#include "services/scoring/store/cases/officers.h"

namespace probity::bench {
namespace {

namespace api = scoring::v1;
using Decision = api::RecordDecisionServiceRequest;

constexpr char kToday[] = "2026-02-12";
constexpr char kOfficer[] = "officer-a";
constexpr char kCode[] = "M102";
constexpr int64_t kPoints = 2;
const absl::CivilDay kActEnd(2026, 1, 15);
constexpr int64_t kPerTransaction = 100;

std::string InstitutionId(int64_t number) {
  return absl::StrCat("M", 100000 + number);
}

std::vector<scoring::Officer> Officers() {
  return {{kOfficer, "甲", "1", "示例区医保局", kActEnd, absl::CivilDay(2039, 12, 31)},
          {"officer-b", "乙", "2", "示例区医保局", kActEnd, absl::CivilDay(2039, 12, 31)}};
}

template <typename Request>
void FillService(Request& request, const std::string& case_id) {
  request.set_case_id(case_id);
  request.set_method(api::SERVICE_METHOD_DIRECT);
  request.set_served_date(kToday);
  request.set_receipt("receipt 1");
}

// One case on its way through the handlers; each step answers with the case as it then is.
class Walk {
 public:
  Walk(const scoring::ServiceEnv& env, sql::Tx& tx) : env_(env), tx_(tx) {}

  absl::Status Open(int64_t number, const std::string& institution_id) {
    api::OpenCaseRequest open;
    open.set_case_ref(absl::StrCat("case ", number));
    open.set_institution_id(institution_id);
    open.set_source(api::CASE_SOURCE_SPOT_CHECK);
    for (const scoring::Officer& one : Officers()) {
      open.add_officers(one.person);
      api::ShownCertificate& shown = *open.add_certificates();
      shown.set_person(one.person);
      shown.set_name(one.name);
      shown.set_certificate_no(one.certificate_no);
    }
    PROBITY_RETURN_IF_ERROR(Step(&scoring::HandleOpenCase, open, kOfficer));
    api::AddFindingRequest add;
    add.set_case_id(file_.case_id());
    add.mutable_finding()->set_item(1);
    add.mutable_finding()->set_violation_code(kCode);
    add.mutable_finding()->set_notified_points(kPoints);
    add.mutable_finding()->set_act_end_date(calendar::FormatDate(kActEnd));
    add.mutable_finding()->set_act_ref(absl::StrCat("act ", number));
    add.mutable_finding()->set_facts("what was found");
    return Step(&scoring::HandleAddFinding, add, kOfficer);
  }

  absl::Status Notify() {
    api::CompleteInvestigationRequest complete;
    complete.set_case_id(file_.case_id());
    complete.set_report("report 1");
    PROBITY_RETURN_IF_ERROR(Step(&scoring::HandleCompleteInvestigation, complete, kOfficer));
    api::IssuePreliminaryRequest prelim;
    prelim.set_case_id(file_.case_id());
    PROBITY_RETURN_IF_ERROR(Step(&scoring::HandleIssuePreliminary, prelim, "supervisor"));
    api::IssueNoticeRequest notice;
    notice.set_case_id(file_.case_id());
    notice.set_etag(file_.etag());
    PROBITY_RETURN_IF_ERROR(Step(&scoring::HandleIssueNotice, notice, "supervisor"));
    api::RecordNoticeServiceRequest serve;
    FillService(serve, file_.case_id());
    return Step(&scoring::HandleRecordNoticeService, serve, kOfficer);
  }

  absl::Status Confirm() {
    api::RecordWaiverRequest waiver;
    waiver.set_case_id(file_.case_id());
    waiver.set_waiver("waiver 1");
    PROBITY_RETURN_IF_ERROR(Step(&scoring::HandleRecordWaiver, waiver, kOfficer));
    api::ConfirmCaseRequest confirm;
    confirm.set_case_id(file_.case_id());
    confirm.set_etag(file_.etag());
    return Step(&scoring::HandleConfirmCase, confirm, "director");
  }

  const std::string& case_id() const { return file_.case_id(); }

 private:
  template <typename Request, typename Response>
  absl::Status Step(absl::StatusOr<Response> (*handle)(const scoring::ServiceEnv&, sql::Tx&,
                                                       const rpc::Call&, const Request&),
                    const Request& request, const std::string& person) {
    rpc::Call call;
    call.caller.person = person;
    PROBITY_ASSIGN_OR_RETURN(const Response response, handle(env_, tx_, call, request));
    file_ = response.case_();
    return absl::OkStatus();
  }

  const scoring::ServiceEnv& env_;
  sql::Tx& tx_;
  api::Case file_;
};

absl::StatusOr<Decision> ConfirmedCase(const scoring::ServiceEnv& env, sql::Tx& tx, int64_t number,
                                       int64_t institutions) {
  Walk walk(env, tx);
  PROBITY_RETURN_IF_ERROR(walk.Open(number, InstitutionId(number % institutions)));
  PROBITY_RETURN_IF_ERROR(walk.Notify());
  PROBITY_RETURN_IF_ERROR(walk.Confirm());
  Decision decision;
  decision.set_request_id(RandomUuid(env.entropy));
  FillService(decision, walk.case_id());
  return decision;
}

absl::Status PostOne(const scoring::ServiceEnv& env, sql::Tx& tx,
                     const std::string& institution_id) {
  scoring::DecidedFinding finding;
  finding.item = 1;
  finding.points = kPoints;
  finding.act_start = kActEnd;
  finding.act_end = kActEnd;
  scoring::Posting posting;
  posting.case_id = TimeOrderedId(env.clock.Now(), env.entropy);
  posting.subject = {policy::SubjectKind::kMedical, institution_id};
  posting.findings = {finding};
  PROBITY_ASSIGN_OR_RETURN(posting.policy, env.policies.For(tx, posting.subject.kind, kActEnd));
  posting.effective_date = kActEnd + 1;
  posting.actor = kOfficer;
  return scoring::PostPoints(tx, env, posting).status();
}

// Makes `count` things, numbered from 0, a hundred in one transaction.
absl::Status InTransactions(BenchServer& server, int64_t count,
                            const std::function<absl::Status(sql::Tx&, int64_t)>& make) {
  for (int64_t from = 0; from < count; from += kPerTransaction) {
    const int64_t to = std::min(from + kPerTransaction, count);
    PROBITY_RETURN_IF_ERROR(server.database().Transact(
        absl::Now() + absl::Seconds(60), [&](sql::Tx& tx) -> absl::Status {
          for (int64_t number = from; number < to; ++number) {
            PROBITY_RETURN_IF_ERROR(make(tx, number));
          }
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::Status CertifyOfficers(BenchServer& server) {
  return server.database().Transact(absl::Now() + absl::Seconds(60), [&](sql::Tx& tx) {
    return scoring::InsertOfficers(tx, server.env().region, Officers(), 0);
  });
}

}  // namespace

absl::Status RegisterInstitutions(BenchServer& server, int64_t count) {
  PROBITY_ASSIGN_OR_RETURN(const auto channel, server.Connect());
  const auto stub = api::RegistryService::NewStub(channel);
  std::vector<api::ImportInstitutionsRequest> messages(1);
  messages.front().set_request_id(RandomUuid(server.env().entropy));
  for (int64_t i = 0; i < count; ++i) {
    if (messages.back().institutions_size() == rpc::kMaxRows) messages.emplace_back();
    api::Institution& one = *messages.back().add_institutions();
    one.set_institution_id(InstitutionId(i));
    one.set_name(absl::StrCat("示例机构 ", i));
    one.set_kind(api::SUBJECT_KIND_MEDICAL);
    one.set_district("示例区");
    one.set_designated_from_date("2020-01-01");
  }
  PROBITY_RETURN_IF_ERROR(rpc::InvokeImport(*stub, &api::RegistryService::Stub::ImportInstitutions,
                                            messages,
                                            As(options::v1::ROLE_SUPERVISOR, "supervisor"))
                              .status());
  return CertifyOfficers(server);
}

absl::Status FillLedger(BenchServer& server, int64_t count, int64_t institutions) {
  return InTransactions(server, count, [&](sql::Tx& tx, int64_t number) {
    return PostOne(server.env(), tx, InstitutionId(number % institutions));
  });
}

absl::StatusOr<std::vector<Decision>> ConfirmedCases(BenchServer& server, int64_t first,
                                                     int64_t count, int64_t institutions) {
  std::vector<Decision> all(count);
  PROBITY_RETURN_IF_ERROR(
      InTransactions(server, count, [&](sql::Tx& tx, int64_t index) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(all[index],
                                 ConfirmedCase(server.env(), tx, first + index, institutions));
        return absl::OkStatus();
      }));
  return all;
}

}  // namespace probity::bench
