#include "clients/probityctl/commands/leads.h"

#include <cstdio>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "clients/common/bureau.h"
#include "clients/probityctl/commands/lead_file.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;

constexpr int kRows = 500;
constexpr absl::Duration kTransfer = absl::Hours(1);
// Of the request ids that are made from what is reported.
constexpr char kIdSpace[] = "0b0f5a52-93f1-4f0e-8c0e-6f7d21c9a1d4";

std::string StateOf(const v1::Lead& lead) {
  return absl::StrCat(Short(v1::LeadState_Name(lead.state()), "LEAD_STATE_"),
                      lead.overdue() ? " 逾期 overdue" : "");
}

// Messages made by a thread that reads the file and taken, one at a time, by the call.
class Messages {
 public:
  Messages(const std::string& file, v1::ReportLeadsRequest first)
      : message_(std::move(first)), reader_([this, file] { Read(file); }) {}
  ~Messages() {
    {
      const absl::MutexLock lock(&mutex_);
      abandoned_ = true;
    }
    reader_.join();
  }
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;

  absl::StatusOr<bool> Next(v1::ReportLeadsRequest* message) {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](Messages* self) { return self->full_ || self->ended_; }, this));
    if (!full_) return ended_status_.ok() ? absl::StatusOr<bool>(false) : ended_status_;
    *message = std::move(waiting_);
    full_ = false;
    return true;
  }

 private:
  void Read(const std::string& file) {
    absl::Status status = EachLead(file, [this](const v1::ReportedLead& lead) {
      *message_.add_leads() = lead;
      return message_.leads_size() < kRows ? absl::OkStatus() : Hand();
    });
    if (status.ok()) status = Hand();
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
    ended_status_ = status;
  }

  absl::Status Hand() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](Messages* self) { return !self->full_ || self->abandoned_; }, this));
    if (abandoned_) return absl::CancelledError("nobody takes the messages");
    waiting_ = std::exchange(message_, {});
    full_ = true;
    return absl::OkStatus();
  }

  v1::ReportLeadsRequest message_;  // the reader's
  absl::Mutex mutex_;
  v1::ReportLeadsRequest waiting_ ABSL_GUARDED_BY(mutex_);
  bool full_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status ended_status_ ABSL_GUARDED_BY(mutex_);
  std::thread reader_;
};

absl::StatusOr<v1::ReportLeadsResponse> Report(const clients::Bureau& bureau,
                                               const std::string& file,
                                               const std::string& source_system) {
  // The whole file is looked at first: one wrong cell and nothing of it is sent.
  PROBITY_RETURN_IF_ERROR(EachLead(file, [](const v1::ReportedLead&) { return absl::OkStatus(); }));
  PROBITY_ASSIGN_OR_RETURN(const std::string hash, FileHash(file));
  v1::ReportLeadsRequest first;
  PROBITY_ASSIGN_OR_RETURN(const std::string request_id,
                           NamedUuid(kIdSpace, absl::StrCat(source_system, "\n", hash)));
  first.set_request_id(request_id);
  first.set_source_system(source_system);
  Messages messages(file, std::move(first));
  rpc::CallOptions options = bureau.As(role::ROLE_INSPECTOR);
  options.timeout = kTransfer;
  return rpc::InvokeUpload(*bureau.monitoring, &v1::MonitoringService::Stub::ReportLeads, options,
                           [&](v1::ReportLeadsRequest* message) { return messages.Next(message); });
}

void Print(const v1::ReportLeadsResponse& answer) {
  const auto number = [](int64_t value) { return static_cast<long long>(value); };
  std::printf(
      "收到 received %lld: 采纳 accepted %lld (新线索 new %lld, 并入 joined %lld), "
      "重复 duplicates %lld, 冲突 conflicts %lld, 有误 malformed %lld\n",
      number(answer.received()), number(answer.accepted()), number(answer.new_leads()),
      number(answer.joined()), number(answer.duplicates()), number(answer.conflicts()),
      number(answer.malformed()));
  if (answer.rejected().empty()) return;
  Table table({"序 index", "编号 external_id", "原因 reason", "说明 detail"});
  for (const v1::RejectedLead& one : answer.rejected()) {
    table.Add({absl::StrCat(one.index()), one.external_id(), one.reason(), one.detail()});
  }
  table.Print();
  const int64_t more = answer.conflicts() + answer.malformed() - answer.rejected_size();
  if (more > 0) {
    std::printf(
        "另有 %lld more: probityctl call --as INSPECTOR MonitoringService/ListRejectedLeads "
        "'{\"delivery_id\": \"%s\"}'\n",
        number(more), answer.delivery_id().c_str());
  }
}

}  // namespace

int LeadsReport(const Session& session, const std::string& file, const std::string& source_system) {
  const auto bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto answer = Report(*bureau, file, source_system);
  if (!answer.ok()) return Fail(answer.status());
  if (session.json) {
    PrintJson(*answer);
  } else {
    Print(*answer);
  }
  return answer->conflicts() + answer->malformed() == 0 ? kOk : kRefused;
}

int LeadsList(const Session& session, const std::string& institution_id, bool overdue_only) {
  const auto bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::ListLeadsRequest request;
  request.set_institution_id(institution_id);
  request.set_overdue_only(overdue_only);
  const auto page = [&](const v1::ListLeadsRequest& one) {
    return bureau->Call(role::ROLE_AUDITOR, bureau->leads, &v1::LeadService::Stub::ListLeads, one);
  };
  const auto all = clients::AllPages<v1::ListLeadsRequest, v1::ListLeadsResponse, v1::Lead>(
      request, page, &v1::ListLeadsResponse::leads);
  if (!all.ok()) return Fail(all.status());
  if (session.json) {
    clients::PrintJsonArray(*all);
    return kOk;
  }
  Table table({"线索 lead", "机构 institution", "代码 code", "行为 act", "状态 state",
               "核查期限 verify by", "核查人 verifier"});
  for (const v1::Lead& one : *all) {
    table.Add({one.lead_id(), one.institution_id(), one.violation_code(), one.act_ref(),
               StateOf(one), one.verify_due_date(), one.verifier()});
  }
  table.Print();
  return kOk;
}

int LeadsShow(const Session& session, const std::string& lead_id) {
  const auto bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::GetLeadRequest request;
  request.set_lead_id(lead_id);
  const auto got =
      bureau->Call(role::ROLE_AUDITOR, bureau->leads, &v1::LeadService::Stub::GetLead, request);
  if (!got.ok()) return Fail(got.status());
  if (session.json) {
    PrintJson(*got);
    return kOk;
  }
  const v1::Lead& lead = got->lead();
  std::printf("%s  %s  %s  %s  %s\n核查期限 verify by %s  核查人 verifier %s  案件 case %s\n\n",
              lead.lead_id().c_str(), lead.institution_id().c_str(), lead.violation_code().c_str(),
              lead.act_ref().c_str(), StateOf(lead).c_str(), lead.verify_due_date().c_str(),
              lead.verifier().c_str(), lead.case_id().c_str());
  Table reports(
      {"来源 source", "编号 external_id", "收到 received", "经办 by", "说明 description"});
  for (const v1::LeadReport& one : got->reports()) {
    reports.Add({one.source_system(), one.lead().external_id(), one.received_date(),
                 one.reported_by(), one.lead().description()});
  }
  reports.Print();
  Table events({"序 no", "日期 date", "到 to", "经办 by", "说明 note"});
  for (const v1::LeadEvent& one : got->events()) {
    events.Add({absl::StrCat(one.seq()), one.business_date(),
                Short(v1::LeadState_Name(one.to_state()), "LEAD_STATE_"), one.actor(), one.note()});
  }
  events.Print();
  return kOk;
}

}  // namespace probity::ctl
