#include "services/scoring/api/leads/intake.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/leads/report_store.h"

namespace probity::scoring {
namespace {

using Kind = policy::SubjectKind;
using Due = std::optional<absl::CivilDay>;

absl::Status Conflict(const LeadReport& report) {
  return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_LEAD_CONFLICT,
                absl::StrCat("\"", report.external_id, "\" of ", report.source_system,
                             " was reported with another content; 同一编号内容不一致"));
}

// The items of one transaction, on their way from what was sent to what is stored.
class Batch {
 public:
  Batch(const ServiceEnv& env, sql::Tx& tx, const std::vector<ReportItem>& items,
        const RecordedAt& at)
      : env_(env), tx_(tx), items_(items), at_(at), taken_(items.size()) {}

  absl::StatusOr<std::vector<TakenItem>> Run() {
    PROBITY_RETURN_IF_ERROR(CheckRegisters());
    PROBITY_RETURN_IF_ERROR(LoadKnown());
    for (size_t i = 0; i < items_.size(); ++i) {
      if (taken_[i].refusal.ok()) PROBITY_RETURN_IF_ERROR(Decide(i));
    }
    PROBITY_RETURN_IF_ERROR(Store());
    return std::move(taken_);
  }

 private:
  void Reject(size_t i, Taken as, absl::Status why) { taken_[i] = {as, "", std::move(why)}; }

  // Institutions and codes that the registers do not know.
  absl::Status CheckRegisters() {
    std::set<std::string> ids;
    for (size_t i = 0; i < items_.size(); ++i) {
      if (!items_[i].fault.ok()) {
        Reject(i, Taken::kMalformed, items_[i].fault);
      } else {
        ids.insert(items_[i].report.act.institution_id);
      }
    }
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> found,
                             FindInstitutions(tx_, env_.region, {ids.begin(), ids.end()}));
    for (const Institution& one : found) kinds_.emplace(one.institution_id, one.kind);
    PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env_.policies.All(tx_));
    for (size_t i = 0; i < items_.size(); ++i) {
      if (!taken_[i].refusal.ok()) continue;
      const LeadAct& act = items_[i].report.act;
      const auto kind = kinds_.find(act.institution_id);
      if (kind == kinds_.end()) {
        Reject(i, Taken::kMalformed,
               NotFound(Reason::k_UNKNOWN_INSTITUTION,
                        absl::StrCat("no institution \"", act.institution_id, "\"")));
      } else if (!act.code.empty() && !KnowsCode(*shelf, kind->second, act.code)) {
        Reject(i, Taken::kMalformed,
               NotFound(Reason::k_UNKNOWN_VIOLATION_CODE,
                        absl::StrCat("no code \"", act.code, "\" for this kind of institution")));
      }
    }
    return absl::OkStatus();
  }

  bool KnowsCode(const std::vector<policy::Policy>& shelf, Kind kind, const std::string& code) {
    const auto [known, fresh] = codes_.try_emplace({kind, code}, false);
    if (!fresh) return known->second;
    for (const policy::Policy& one : shelf) {
      if (one.subject_kind == kind && policy::FindItem(one, code) != nullptr) known->second = true;
    }
    return known->second;
  }

  absl::Status LoadKnown() {
    std::set<std::string> reports;
    std::set<std::string> leads;
    for (size_t i = 0; i < items_.size(); ++i) {
      if (!taken_[i].refusal.ok()) continue;
      const LeadReport& report = items_[i].report;
      reports.insert(report.external_id);
      taken_[i].lead_id = LeadIdText(LeadKey(report.act));
      leads.insert(taken_[i].lead_id);
    }
    if (reports.empty()) return absl::OkStatus();
    const std::string& system = items_.front().report.source_system;
    PROBITY_ASSIGN_OR_RETURN(
        reports_, FindReports(tx_, env_.region, system, {reports.begin(), reports.end()}));
    PROBITY_ASSIGN_OR_RETURN(leads_, FindLeads(tx_, env_.region, {leads.begin(), leads.end()}));
    return absl::OkStatus();
  }

  absl::Status Decide(size_t i) {
    const ReportItem& item = items_[i];
    TakenItem& taken = taken_[i];
    const std::string hash = ReportHash(item.report);
    const auto known = reports_.find(item.report.external_id);
    if (known != reports_.end()) {
      if (known->second.content_hash != hash) {
        Reject(i, Taken::kConflict, Conflict(item.report));
        return absl::OkStatus();
      }
      taken.lead_id = known->second.lead_id;
      const bool again = !item.origin.delivery_id.empty() && known->second.origin == item.origin;
      taken.taken = !again                                           ? Taken::kDuplicate
                    : leads_.at(taken.lead_id).origin == item.origin ? Taken::kNew
                                                                     : Taken::kJoined;
      return absl::OkStatus();
    }
    PROBITY_ASSIGN_OR_RETURN(taken.taken, JoinLead(item, taken.lead_id));
    reports_.emplace(item.report.external_id, KnownReport{taken.lead_id, hash, item.origin});
    new_reports_.push_back({item.report, taken.lead_id, hash, item.origin,
                            absl::ToUnixMicros(at_.time), at_.scenario});
    return absl::OkStatus();
  }

  absl::StatusOr<Taken> JoinLead(const ReportItem& item, const std::string& lead_id) {
    const auto found = leads_.find(lead_id);
    if (found == leads_.end()) {
      Lead lead;
      lead.lead_id = lead_id;
      lead.act = item.report.act;
      lead.source = item.report.source;
      lead.state = LeadState::kReceived;
      lead.etag = 1;
      lead.received = item.report.received;
      PROBITY_ASSIGN_OR_RETURN(lead.verify_due, DueOf(item.report));
      new_leads_.push_back(lead_id);
      leads_.emplace(lead_id, StoredLead{std::move(lead), item.origin});
      return Taken::kNew;
    }
    Lead& lead = found->second.lead;
    if (!ReopensOnReport(lead)) return Taken::kJoined;
    PROBITY_ASSIGN_OR_RETURN(const Due due, DueOf(item.report));
    LeadEvent event;
    event.actor = item.report.reported_by;
    event.business_date = calendar::DateOf(at_.time);
    event.recorded_time = absl::ToUnixMicros(at_.time);
    event.note = absl::StrCat("又有线索 reported again: ", item.report.source_system, " ",
                              item.report.external_id);
    event.scenario = at_.scenario;
    PROBITY_ASSIGN_OR_RETURN(
        lead, SaveLead(tx_, env_.region, lead, Reopen(lead, item.report.received, due), event));
    return Taken::kJoined;
  }

  // Absent while no policy in force states the deadline, or its end is not yet known.
  absl::StatusOr<Due> DueOf(const LeadReport& report) {
    const auto key = std::make_pair(kinds_.at(report.act.institution_id), report.received);
    if (const auto found = dues_.find(key); found != dues_.end()) return found->second;
    const absl::StatusOr<PolicyRef> policy = env_.policies.For(tx_, key.first, key.second);
    absl::StatusOr<Due> due = policy.ok()
                                  ? VerifyDue(**policy, env_.calendar, report.received, false)
                                  : absl::StatusOr<Due>(policy.status());
    if (HasReason(due.status(), Reason::k_POLICY_NOT_IN_FORCE) ||
        HasReason(due.status(), Reason::k_BEYOND_CALENDAR)) {
      due = Due();
    }
    PROBITY_RETURN_IF_ERROR(due.status());
    dues_.emplace(key, *due);
    return *due;
  }

  absl::Status Store() {
    if (new_reports_.empty()) return absl::OkStatus();
    std::vector<StoredLead> leads;
    for (const std::string& id : new_leads_) leads.push_back(leads_.at(id));
    PROBITY_RETURN_IF_ERROR(InsertLeads(tx_, env_.region, std::move(leads)));
    PROBITY_RETURN_IF_ERROR(InsertReports(tx_, env_.region, new_reports_));
    std::string hashes;
    for (const StoredReport& one : new_reports_) hashes += one.content_hash;
    ledger::Fields fields;
    fields.Add("actor", new_reports_.front().report.reported_by)
        .Add("source_system", new_reports_.front().report.source_system)
        .Add("reports", static_cast<int64_t>(new_reports_.size()))
        .Add("new_leads", static_cast<int64_t>(new_leads_.size()))
        .AddHex("content_sha256", crypto::Sha256(hashes));
    return AppendAudit(tx_, env_.region, AuditKind::kLeadsReported, fields, at_).status();
  }

  const ServiceEnv& env_;
  sql::Tx& tx_;
  const std::vector<ReportItem>& items_;
  const RecordedAt& at_;
  std::vector<TakenItem> taken_;
  std::map<std::string, Kind> kinds_;                    // of the institutions named
  std::map<std::pair<Kind, std::string>, bool> codes_;   // whether a policy has the code
  std::map<std::pair<Kind, absl::CivilDay>, Due> dues_;  // by day of receipt
  std::map<std::string, KnownReport> reports_;           // by external_id
  std::map<std::string, StoredLead> leads_;              // by lead_id
  std::vector<std::string> new_leads_;
  std::vector<StoredReport> new_reports_;
};

}  // namespace

absl::StatusOr<std::vector<TakenItem>> TakeReports(const ServiceEnv& env, sql::Tx& tx,
                                                   const std::vector<ReportItem>& items,
                                                   const RecordedAt& at) {
  return Batch(env, tx, items, at).Run();
}

}  // namespace probity::scoring
