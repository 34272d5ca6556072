#include "clients/probityctl/year/registers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "clients/probityctl/year/supplied.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

namespace role = options::v1;

constexpr size_t kRowsPerMessage = 500;

scoring::v1::Institution ToProto(const scenario::Institution& one) {
  scoring::v1::Institution proto;
  proto.set_institution_id(one.id);
  proto.set_name(one.name);
  proto.set_kind(static_cast<scoring::v1::SubjectKind>(one.kind));
  proto.set_district(one.district);
  proto.set_designated_from_date(calendar::FormatDate(one.designated_from));
  return proto;
}

settlement::v1::Budget ToProto(const scenario::Budget& one, int year) {
  settlement::v1::Budget proto;
  proto.set_institution_id(one.institution_id);
  proto.set_year(year);
  proto.set_fund(settlement::v1::FUND_ALL);
  proto.set_unit_class(settlement::v1::UNIT_CLASS_ALL);
  proto.set_total_budget_fen(one.total_budget_fen);
  proto.set_per_visit_fen(one.per_visit_fen);
  proto.set_per_visit_visits(1);
  proto.set_planned_visits(one.planned_visits);
  return proto;
}

// The messages of an import: rows in groups, the request_id in the first.
template <typename Request, typename Row, typename Add>
std::vector<Request> Messages(const std::vector<Row>& rows, std::string request_id, Add add) {
  std::vector<Request> messages(1);
  messages[0].set_request_id(std::move(request_id));
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && i % kRowsPerMessage == 0) messages.emplace_back();
    add(messages.back(), rows[i]);
  }
  return messages;
}

absl::Status ImportInstitutions(Context& context) {
  const auto messages = Messages<scoring::v1::ImportInstitutionsRequest>(
      context.scenario.institutions, context.RequestId("ImportInstitutions"),
      [](auto& message, const scenario::Institution& one) {
        *message.add_institutions() = ToProto(one);
      });
  return rpc::InvokeImport(*context.bureau.registry,
                           &scoring::v1::RegistryService::Stub::ImportInstitutions, messages,
                           context.bureau.As(role::ROLE_SUPERVISOR))
      .status();
}

absl::Status ImportOfficers(Context& context) {
  const auto messages = Messages<scoring::v1::ImportOfficersRequest>(
      context.bureau.actors().Persons(role::ROLE_CASE_OFFICER), context.RequestId("ImportOfficers"),
      [](auto& message, const std::string& person) {
        scoring::v1::Officer& officer = *message.add_officers();
        officer.set_person(person);
        officer.set_name(person);
        officer.set_certificate_no(PaperNo("CERTIFICATE", person));
        officer.set_unit(std::string(kUnit));
        officer.set_valid_from_date(std::string(kCertifiedFrom));
        officer.set_valid_to_date(std::string(kCertifiedTo));
      });
  return rpc::InvokeImport(*context.bureau.officers,
                           &scoring::v1::OfficerService::Stub::ImportOfficers, messages,
                           context.bureau.As(role::ROLE_SUPERVISOR))
      .status();
}

absl::Status ImportBudgets(Context& context) {
  const auto messages = Messages<settlement::v1::ImportBudgetsRequest>(
      context.scenario.budgets, context.RequestId("ImportBudgets"),
      [&](auto& message, const scenario::Budget& one) {
        *message.add_budgets() = ToProto(one, context.scenario.year);
      });
  return rpc::InvokeImport(*context.bureau.inputs,
                           &settlement::v1::InputService::Stub::ImportBudgets, messages,
                           context.bureau.As(role::ROLE_SETTLEMENT_PREPARER))
      .status();
}

settlement::v1::Actual ToProto(const scenario::Actual& one, int year) {
  settlement::v1::Actual proto;
  proto.set_institution_id(one.institution_id);
  proto.set_year(year);
  proto.set_fund(settlement::v1::FUND_ALL);
  proto.set_unit_class(settlement::v1::UNIT_CLASS_ALL);
  proto.set_visits(one.visits);
  proto.set_accepted_fen(one.accepted_fen);
  proto.set_emergency_fen(one.emergency_fen);
  proto.set_monthly_fen(one.monthly_fen);
  return proto;
}

// For the run that settles money, which officers make: `year run` itself settles rates.
absl::Status ImportActuals(Context& context) {
  if (context.scenario.actuals.empty()) return absl::OkStatus();
  const auto messages = Messages<settlement::v1::ImportActualsRequest>(
      context.scenario.actuals, context.RequestId("ImportActuals"),
      [&](auto& message, const scenario::Actual& one) {
        *message.add_actuals() = ToProto(one, context.scenario.year);
      });
  return rpc::InvokeImport(*context.bureau.inputs,
                           &settlement::v1::InputService::Stub::ImportActuals, messages,
                           context.bureau.As(role::ROLE_SETTLEMENT_PREPARER))
      .status();
}

absl::Status PutMembers(Context& context) {
  for (const scenario::Member& member : context.scenario.members) {
    review::v1::PutMemberRequest request;
    request.set_request_id(context.RequestId("PutMember", member.member_no));
    review::v1::Member& proto = *request.mutable_member();
    proto.set_member_no(member.member_no);
    proto.set_group(static_cast<review::v1::MemberGroup>(member.group));
    proto.set_name(member.name);
    proto.set_employer_code(member.employer_code);
    proto.set_contact(member.contact);
    proto.set_state(review::v1::MEMBER_STATE_ACTIVE);
    PROBITY_RETURN_IF_ERROR(context.bureau
                                .Call(role::ROLE_ROSTER_CLERK, context.bureau.roster,
                                      &review::v1::RosterService::Stub::PutMember, request)
                                .status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckNobodyElse(Context& context) {
  using Request = scoring::v1::ListInstitutionsRequest;
  using Response = scoring::v1::ListInstitutionsResponse;
  const auto page = [&](const Request& request) {
    return context.bureau.Call(role::ROLE_SUPERVISOR, context.bureau.registry,
                               &scoring::v1::RegistryService::Stub::ListInstitutions, request);
  };
  PROBITY_ASSIGN_OR_RETURN(const auto known,
                           (clients::AllPages<Request, Response, scoring::v1::Institution>(
                               {}, page, &Response::institutions)));
  std::set<std::string> here;
  for (const scenario::Institution& one : context.scenario.institutions) here.insert(one.id);
  for (const scoring::v1::Institution& one : known) {
    if (here.contains(one.institution_id())) continue;
    return Precondition(
        Reason::k_CONFLICT,
        absl::StrCat("the services hold institution ", one.institution_id(),
                     ", which is not in this folder; each folder needs services of its own"));
  }
  return absl::OkStatus();
}

absl::Status PutPolicies(Context& context, const std::filesystem::path& policies) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(policies)) {
    if (entry.path().extension() == ".txtpb") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  context.progress.Stage("政策文件", "policies", static_cast<int64_t>(files.size()));
  for (const std::filesystem::path& file : files) {
    scoring::v1::PutPolicyRequest request;
    PROBITY_ASSIGN_OR_RETURN(*request.mutable_content(), clients::ReadFile(file));
    request.set_file_name(file.filename().string());
    request.set_request_id(
        context.RequestId("PutPolicy", crypto::Hex(crypto::Sha256(request.content()))));
    PROBITY_RETURN_IF_ERROR(context.bureau
                                .Call(role::ROLE_SUPERVISOR, context.bureau.policies,
                                      &scoring::v1::PolicyService::Stub::PutPolicy, request)
                                .status());
  }
  context.progress.Step(static_cast<int64_t>(files.size()));
  return absl::OkStatus();
}

absl::Status FillRegisters(Context& context) {
  context.progress.Stage("登记", "registers", 5);
  PROBITY_RETURN_IF_ERROR(ImportOfficers(context));
  context.progress.Step(1);
  PROBITY_RETURN_IF_ERROR(ImportInstitutions(context));
  context.progress.Step(2);
  PROBITY_RETURN_IF_ERROR(ImportBudgets(context));
  context.progress.Step(3);
  PROBITY_RETURN_IF_ERROR(ImportActuals(context));
  context.progress.Step(4);
  PROBITY_RETURN_IF_ERROR(PutMembers(context));
  context.progress.Step(5);
  return absl::OkStatus();
}

}  // namespace probity::year
