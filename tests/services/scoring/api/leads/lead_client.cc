#include "tests/services/scoring/api/leads/lead_client.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

template <typename Response>
absl::StatusOr<v1::Lead> LeadIn(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  return response->lead();
}

}  // namespace

rpc::CallOptions AsInspector(const std::string& person) {
  return As({options::v1::ROLE_INSPECTOR}, person);
}
rpc::CallOptions AsMonitoring() {
  rpc::CallOptions call_options;
  call_options.caller = rpc::ServiceCaller("monitoring");
  call_options.timeout = absl::Minutes(5);
  return call_options;
}

v1::ReportedLead LeadOf(const std::string& external_id, const std::string& act_ref,
                        const std::string& code, const std::string& institution_id) {
  v1::ReportedLead lead;
  lead.set_external_id(external_id);
  lead.set_institution_id(institution_id);
  lead.set_violation_code(code);
  lead.set_act_ref(act_ref);
  lead.set_act_start_date("2026-01-10");
  lead.set_act_end_date("2026-01-15");
  lead.set_amount_fen(12'345);
  lead.set_description("床位使用率异常");
  return lead;
}

LeadClient::LeadClient(const std::string& engine, absl::CivilDay today)
    : server_(today, engine),
      cases_(server_),
      leads_(v1::LeadService::NewStub(server_.channel())),
      monitoring_(v1::MonitoringService::NewStub(server_.channel())) {
  server_.PutShippedPolicies();
  server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
  server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P001"});
}

absl::StatusOr<v1::ReportLeadResponse> LeadClient::Report(const v1::ReportedLead& lead,
                                                          v1::CaseSource source,
                                                          const std::string& received_date) {
  v1::ReportLeadRequest request;
  *request.mutable_lead() = lead;
  request.set_source(source);
  request.set_received_date(received_date);
  return Call(&LeadStub::ReportLead, request, AsInspector());
}

v1::Lead LeadClient::Reported(const v1::ReportedLead& lead, const std::string& verifier) {
  const auto reported = Report(lead);
  EXPECT_TRUE(reported.ok()) << reported.status();
  if (!reported.ok() || verifier.empty()) return reported.ok() ? reported->lead() : v1::Lead();
  const auto verifying = Verify(reported->lead().lead_id(), verifier);
  EXPECT_TRUE(verifying.ok()) << verifying.status();
  return verifying.ok() ? *verifying : v1::Lead();
}

absl::StatusOr<v1::Lead> LeadClient::Verify(const std::string& lead_id, const std::string& person) {
  v1::VerifyLeadRequest request;
  request.set_lead_id(lead_id);
  return LeadIn(Call(&LeadStub::VerifyLead, request, AsInspector(person)));
}

absl::StatusOr<v1::Lead> LeadClient::Extend(const std::string& lead_id) {
  v1::ExtendVerificationRequest request;
  request.set_lead_id(lead_id);
  request.set_reason("many records");
  return LeadIn(Call(&LeadStub::ExtendVerification, request, AsSupervisor()));
}

absl::StatusOr<v1::Lead> LeadClient::Reject(const std::string& lead_id,
                                            const std::string& late_reason,
                                            const std::string& person) {
  v1::RejectLeadRequest request;
  request.set_lead_id(lead_id);
  request.set_reason("nothing found");
  request.set_late_reason(late_reason);
  return LeadIn(Call(&LeadStub::RejectLead, request, As({options::v1::ROLE_SUPERVISOR}, person)));
}

absl::StatusOr<v1::Lead> LeadClient::Transfer(const std::string& lead_id) {
  v1::TransferLeadRequest request;
  request.set_lead_id(lead_id);
  request.set_authority("health authority");
  request.set_document("移字〔2026〕1号");
  request.set_reason("practice without licence");
  return LeadIn(Call(&LeadStub::TransferLead, request, AsSupervisor()));
}

absl::StatusOr<v1::Case> LeadClient::File(const std::vector<std::string>& lead_ids,
                                          const std::string& case_ref,
                                          const std::string& late_reason) {
  v1::FileLeadRequest request;
  for (const std::string& id : lead_ids) request.add_lead_ids(id);
  request.set_case_ref(case_ref);
  AddOfficers(request, {"officer-a", "officer-b"});
  request.set_late_reason(late_reason);
  const auto filed = Call(&LeadStub::FileLead, request, AsOfficer());
  if (!filed.ok()) return filed.status();
  return filed->case_();
}

v1::GetLeadResponse LeadClient::Get(const std::string& lead_id) {
  v1::GetLeadRequest request;
  request.set_lead_id(lead_id);
  const auto response = Call(&LeadStub::GetLead, request, AsSupervisor());
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::GetLeadResponse();
}

std::vector<v1::Lead> LeadClient::List(v1::ListLeadsRequest request) {
  std::vector<v1::Lead> all;
  do {
    const auto page = Call(&LeadStub::ListLeads, request, AsSupervisor());
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return all;
    all.insert(all.end(), page->leads().begin(), page->leads().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::vector<v1::ReportLeadsRequest> LeadClient::Messages(const std::vector<v1::ReportedLead>& leads,
                                                         const std::string& source_system,
                                                         const std::string& request_id, int rows) {
  std::vector<v1::ReportLeadsRequest> messages(1);
  messages[0].set_request_id(request_id);
  messages[0].set_source_system(source_system);
  for (const v1::ReportedLead& lead : leads) {
    if (messages.back().leads_size() == rows) messages.emplace_back();
    *messages.back().add_leads() = lead;
  }
  return messages;
}

absl::StatusOr<v1::ReportLeadsResponse> LeadClient::Stream(
    const std::vector<v1::ReportLeadsRequest>& messages, const rpc::CallOptions& options) {
  size_t next = 0;
  return rpc::InvokeUpload(*monitoring_, &MonitoringStub::ReportLeads, options,
                           [&](v1::ReportLeadsRequest* message) -> absl::StatusOr<bool> {
                             if (next == messages.size()) return false;
                             *message = messages[next++];
                             return true;
                           });
}

std::vector<v1::RejectedLead> LeadClient::Rejected(const std::string& delivery_id) {
  std::vector<v1::RejectedLead> all;
  v1::ListRejectedLeadsRequest request;
  request.set_delivery_id(delivery_id);
  request.set_page_size(300);
  do {
    const auto page =
        rpc::Invoke(*monitoring_, &MonitoringStub::ListRejectedLeads, request, AsMonitoring());
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return all;
    all.insert(all.end(), page->rejected().begin(), page->rejected().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

int64_t LeadClient::Count(const std::string& table) {
  int64_t count = -1;
  const absl::Status read = server_.env().database.Read(
      absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                                 tx.QueryOne("SELECT COUNT(*) FROM " + table, {}));
        count = row.Int(0);
        return absl::OkStatus();
      });
  EXPECT_TRUE(read.ok()) << read;
  return count;
}

std::string LeadClient::Dump(const std::string& table) {
  std::string text;
  const absl::Status read =
      server_.env().database.Read(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) {
        return tx.QueryEach("SELECT * FROM " + table, {}, [&](const sql::Row& row) {
          for (size_t i = 0; i < row.size(); ++i) {
            if (const auto* one = std::get_if<std::string>(&row[i])) text += *one;
            if (const auto* one = std::get_if<sql::Blob>(&row[i])) text += one->bytes;
            text += '\n';
          }
          return absl::OkStatus();
        });
      });
  EXPECT_TRUE(read.ok()) << read;
  return text;
}

std::string CountsOf(const v1::ReportLeadsResponse& response) {
  return absl::StrCat("received ", response.received(), " = accepted ", response.accepted(),
                      " (new ", response.new_leads(), ", joined ", response.joined(),
                      ") + duplicates ", response.duplicates(), " + conflicts ",
                      response.conflicts(), " + malformed ", response.malformed());
}

}  // namespace probity::scoring
