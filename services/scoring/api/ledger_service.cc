#include "services/scoring/api/ledger_service.h"

#include <charconv>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/scoring/v1/ledger_service.pb.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/ledger/handlers.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/api/verify.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/ledger/year_locks.h"

namespace probity::scoring {
namespace {

absl::StatusOr<v1::Entry> EntryMessage(const Entry& entry, const std::vector<YearLock>& locks) {
  PROBITY_ASSIGN_OR_RETURN(const Id entry_id, Id::FromBytes(entry.entry_id));
  PROBITY_ASSIGN_OR_RETURN(const Id case_id, Id::FromBytes(entry.case_id));
  v1::Entry message;
  message.set_entry_id(entry_id.Text());
  message.set_institution_id(entry.subject.id);
  message.set_year(entry.year);
  message.set_case_id(case_id.Text());
  message.set_item(entry.item);
  message.set_revision(entry.revision);
  message.set_kind(static_cast<v1::EntryKind>(entry.kind));
  message.set_points(entry.points);
  message.set_policy_sha256(entry.policy_sha256);
  message.set_act_start_date(DateText(entry.act_start));
  message.set_act_end_date(DateText(entry.act_end));
  message.set_effective_date(DateText(entry.effective_date));
  message.set_recorded_seq(entry.recorded_seq);
  *message.mutable_recorded_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(entry.recorded_time);
  message.set_actor(entry.actor);
  message.set_prev_hash(crypto::Hex(entry.prev_hash));
  message.set_hash(crypto::Hex(entry.hash));
  message.set_scenario_clock(entry.scenario);
  message.set_veto(entry.veto);
  message.set_subject_kind(ToProto(entry.subject.kind));
  message.set_chosen_months(entry.chosen_months);
  message.set_approver(entry.approver);
  message.set_reason(entry.reason);
  message.set_document(entry.document);
  message.set_late(IsLate(entry, locks));
  return message;
}

// A cursor is the last recorded_seq of the page before, in digits.
int64_t SeqOf(const std::string& cursor) {
  int64_t seq = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), seq);
  return seq;
}

absl::StatusOr<v1::ListEntriesResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                             const v1::ListEntriesRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<Entry> found;
  std::vector<YearLock> locks;
  const auto read = [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(locks, YearLocks(tx, env.region));
    PROBITY_ASSIGN_OR_RETURN(
        found, ListEntries(tx, env.region,
                           {request.institution_id(), request.year(), SeqOf(page.cursor),
                            page.size + 1, request.subject_kind() == v1::SUBJECT_KIND_PERSON}));
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, read));
  v1::ListEntriesResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(
        env.page_tokens.Next(call, request, absl::StrCat(found.back().recorded_seq)));
  }
  for (const Entry& entry : found) {
    PROBITY_ASSIGN_OR_RETURN(*response.add_entries(), EntryMessage(entry, locks));
  }
  return response;
}

absl::StatusOr<v1::VerifyChainResponse> Verify(const ServiceEnv& env, const rpc::Call& call,
                                               const v1::VerifyChainRequest&) {
  v1::VerifyChainResponse response;
  const auto read = [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const LedgerProof proof, VerifyLedger(tx, env));
    response.set_entries(proof.ledger.seq);
    response.set_head_hash(crypto::Hex(proof.ledger.hash));
    response.set_balances(proof.balances);
    response.set_audit_entries(proof.audit.seq);
    response.set_audit_head_hash(crypto::Hex(proof.audit.hash));
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, read));
  return response;
}

absl::StatusOr<v1::VerifyStoreResponse> VerifyAll(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::VerifyStoreRequest& request) {
  ledger::Head known;
  if (request.known_audit_seq() != 0) {
    const absl::StatusOr<std::string> hash = crypto::FromHex(request.known_audit_hash());
    FieldCheck check;
    check.Check(request.known_audit_seq() > 0, "known_audit_seq", "the number of a leaf");
    check.Check(hash.ok() && hash->size() == crypto::kHashSize, "known_audit_hash",
                "64 lower-case hex digits");
    PROBITY_RETURN_IF_ERROR(check.Result());
    known = {request.known_audit_seq(), *hash};
  }
  v1::VerifyStoreResponse response;
  const auto read = [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const StoreProof proof, VerifyStore(tx, env, known));
    response.set_entries(proof.books.ledger.seq);
    response.set_head_hash(crypto::Hex(proof.books.ledger.hash));
    response.set_balances(proof.books.balances);
    response.set_crossings(proof.crossings);
    response.set_audit_entries(proof.books.audit.seq);
    response.set_audit_head_hash(crypto::Hex(proof.books.audit.hash));
    for (const auto& [table, rows] : proof.rows) {
      v1::VerifiedTable& one = *response.add_tables();
      one.set_table(table);
      one.set_rows(rows);
    }
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, read));
  return response;
}

}  // namespace

void RegisterLedgerService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.LedgerService.")
      .Read("ListEntries", &List)
      .Read("VerifyChain", &Verify)
      .Read("VerifyStore", &VerifyAll)
      .Read("ListAdjustments", &HandleListAdjustments)
      .Read("ListWarnings", &HandleListWarnings)
      .Change("ReducePoints", &HandleReducePoints)
      .Change("RestorePoints", &HandleRestorePoints)
      .Change("DecideAdjustment", &HandleDecideAdjustment);
}

}  // namespace probity::scoring
