// L15: whoever changes review's log, even as one who knows its format and holds its key, is found
// out by the heads that scoring witnessed.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/probityctl/commands/log_proof.h"
#include "common/audit/audit.h"
#include "common/rpc/server.h"
#include "common/status/status.h"
#include "probity/settlement/v1/audit_service.pb.h"
#include "services/review/api/log_heads.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/blind/sizes.h"
#include "tests/services/review/hearings/review_bench.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::blind {
namespace {

// A settlement that witnessed nothing: what follows must hold by scoring's word alone.
class BlankSettlement {
 public:
  BlankSettlement() {
    namespace v1 = settlement::v1;
    const std::string service = "probity.settlement.v1.AuditService.";
    router_.Unary<v1::VerifyAuditRequest, v1::VerifyAuditResponse>(
        service + "VerifyAudit",
        [](const rpc::Call&, const v1::VerifyAuditRequest&) { return v1::VerifyAuditResponse(); });
    router_.Unary<v1::ListWitnessedHeadsRequest, v1::ListWitnessedHeadsResponse>(
        service + "ListWitnessedHeads", [](const rpc::Call&, const v1::ListWitnessedHeadsRequest&) {
          return v1::ListWitnessedHeadsResponse();
        });
    server_ = rpc::Server::Start(router_, {}).value();
    server_->SetReady(true);
  }
  ~BlankSettlement() { server_->Drain(); }
  std::string address() const { return absl::StrCat("127.0.0.1:", server_->port()); }

 private:
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
};

struct Leaf {
  std::int64_t kind = 0;
  std::string body;
  bool operator==(const Leaf&) const = default;
};

// Rows of the tables that hold the log, to be put back.
struct Backup {
  std::vector<sql::Row> leaves, nodes, heads, signatures;
};

constexpr char kLeaves[] = "SELECT seq, prev, hash, kind, body FROM audit ORDER BY seq";
constexpr char kInsertLeaf[] =
    "INSERT INTO audit (seq, prev, hash, kind, body) VALUES (?, ?, ?, ?, ?)";

class Tamperer {
 public:
  Tamperer() : server_(absl::CivilDay(2026, 1, 20)), cases_(server_), bench_(SetupOf(server_)) {
    server_.PutShippedPolicies();
    std::vector<std::string> ids;
    for (int i = 1; i <= 5; ++i) ids.push_back(absl::StrCat("INST-", i));
    server_.Register(scoring::v1::SUBJECT_KIND_MEDICAL, ids);
    for (const std::string& id : ids) {
      cases_.Referred("CASEREF-" + id, id, {scoring::FindingOf(1, "M201", 6, "2026-01-15")},
                      "2026-01-20");
    }
    server_.clock().Set(absl::CivilDay(2026, 3, 2));
    bench_.Start(/*with_jobs=*/false);
  }

  // The log grows and is witnessed, again and again, as in service.
  Findings Run() {
    bench_.FillRoster();
    Witness();
    const Backup early = Save();
    const std::string round = bench_.RoundIn(review::v1::ROUND_PHASE_VOTING, 5);
    Witness();
    LoseScoringsAnswer();
    bench_.Vote(round, review::AllUphold);
    bench_.clock().Advance(absl::Hours(3));
    EXPECT_TRUE(bench_.Close(round).ok());
    Witness();
    const absl::Status honest = Prove();
    if (!honest.ok()) return {absl::StrCat("the service changed its log: ", honest.ToString())};
    TamperAll(early);
    const absl::Status whole = Prove();
    if (!whole.ok()) Find(absl::StrCat("the log as it was is refused: ", whole.ToString()));
    return findings_;
  }

 private:
  static review::ReviewBench::Setup SetupOf(scoring::ScoringServer& server) {
    review::ReviewBench::Setup setup;
    setup.scoring = server.channel();
    setup.settings.audit_key = std::make_shared<const crypto::SigningKey>(std::string(32, 'k'));
    return setup;
  }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  void Find(const std::string& what) { findings_.push_back(what); }

  void Witness() {
    const absl::Status kept = review::KeepHeads(bench_.hearing(), false, Soon());
    EXPECT_TRUE(kept.ok()) << kept;
  }

  // Another replica's head came in between, or a connection ended: scoring stands further on than
  // review knows. The next head is witnessed all the same.
  void LoseScoringsAnswer() {
    Change([](sql::Tx& tx) {
      return tx
          .Execute(
              "DELETE FROM head_signature WHERE signer = 2 AND size = "
              "(SELECT MAX(size) FROM signed_head)",
              {})
          .status();
    });
  }

  absl::Status Prove() {
    clients::Addresses addresses;
    addresses.settlement = settlement_.address();
    auto bureau =
        clients::Bureau::Connect(addresses, clients::Actors::Defaults(), absl::ZeroDuration());
    EXPECT_TRUE(bureau.ok()) << bureau.status();
    bureau->witness = scoring::v1::WitnessService::NewStub(server_.channel());
    bureau->hearings = review::v1::HearingAdminService::NewStub(bench_.channel());
    return ctl::ProveReviewLog(*bureau, {}).status();
  }

  void Change(const sql::Body& body) {
    const absl::Status done = bench_.hearing_database().Transact(Soon(), body);
    EXPECT_TRUE(done.ok()) << done;
  }

  Backup Save() {
    Backup backup;
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(backup.leaves, tx.Query(kLeaves, {}));
      PROBITY_ASSIGN_OR_RETURN(backup.nodes,
                               tx.Query("SELECT level, idx, hash FROM audit_node", {}));
      PROBITY_ASSIGN_OR_RETURN(backup.heads,
                               tx.Query("SELECT size, root, chain_hash FROM signed_head", {}));
      PROBITY_ASSIGN_OR_RETURN(
          backup.signatures,
          tx.Query("SELECT signer, size, public_key, signature FROM head_signature", {}));
      return absl::OkStatus();
    });
    return backup;
  }

  static absl::Status Insert(sql::Tx& tx, const std::string& statement,
                             const std::vector<sql::Row>& rows) {
    for (const sql::Row& row : rows) {
      sql::Params values;
      for (std::size_t i = 0; i < row.size(); ++i) values.push_back(row[i]);
      PROBITY_RETURN_IF_ERROR(tx.Execute(statement, values).status());
    }
    return absl::OkStatus();
  }

  static absl::Status Clear(sql::Tx& tx) {
    for (const char* const table : {"audit", "audit_node", "signed_head", "head_signature"}) {
      PROBITY_RETURN_IF_ERROR(tx.Execute(absl::StrCat("DELETE FROM ", table), {}).status());
    }
    return absl::OkStatus();
  }

  void Restore(const Backup& backup) {
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(Clear(tx));
      PROBITY_RETURN_IF_ERROR(Insert(tx, kInsertLeaf, backup.leaves));
      PROBITY_RETURN_IF_ERROR(
          Insert(tx, "INSERT INTO audit_node (level, idx, hash) VALUES (?, ?, ?)", backup.nodes));
      PROBITY_RETURN_IF_ERROR(Insert(
          tx, "INSERT INTO signed_head (size, root, chain_hash) VALUES (?, ?, ?)", backup.heads));
      return Insert(
          tx,
          "INSERT INTO head_signature (signer, size, public_key, signature) VALUES (?, ?, ?, ?)",
          backup.signatures);
    });
  }

  // These leaves as the whole log, with a chain of their own; the service builds its tree and signs
  // it anew, with its own key.
  void Forge(const std::vector<Leaf>& leaves) {
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(Clear(tx));
      std::string prev(32, '\0');
      std::int64_t seq = 0;
      for (const Leaf& leaf : leaves) {
        const std::string hash =
            audit::EntryHash(prev, ++seq, static_cast<std::uint16_t>(leaf.kind), leaf.body);
        PROBITY_RETURN_IF_ERROR(tx.Execute(kInsertLeaf, {seq, sql::Blob{prev}, sql::Blob{hash},
                                                         leaf.kind, sql::Blob{leaf.body}})
                                    .status());
        prev = hash;
      }
      return absl::OkStatus();
    });
  }

  // One line edited and nothing else.
  void Edit(std::size_t at) {
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(auto rows, tx.Query(kLeaves, {}));
      std::string body = rows[at].Bytes(4);
      body[0] ^= 1;
      return tx
          .Execute("UPDATE audit SET body = ? WHERE seq = ?", {sql::Blob{body}, rows[at].Int(0)})
          .status();
    });
  }

  std::vector<Leaf> Tampered(const std::string& kind, std::vector<Leaf> leaves) {
    const std::size_t at = dice_() % (leaves.size() - 1);
    const auto place = leaves.begin() + static_cast<std::ptrdiff_t>(at);
    if (kind == "delete") leaves.erase(place);
    if (kind == "reorder") {
      auto other =
          std::find_if(place, leaves.end(), [&](const Leaf& one) { return one != *place; });
      if (other == leaves.end()) other = leaves.begin();
      std::iter_swap(place, other);
    }
    if (kind == "alter") leaves[at].body[dice_() % leaves[at].body.size()] ^= 1;
    if (kind == "truncate") leaves.resize(at + 1);
    if (kind == "fork") {
      const std::size_t more = leaves.size() + 3;
      leaves.resize(at);
      while (leaves.size() < more) {
        leaves.push_back({12, crypto::Sha256(absl::StrCat(dice_(), leaves.size()))});
      }
    }
    return leaves;
  }

  void TamperAll(const Backup& early) {
    const Backup whole = Save();
    std::vector<Leaf> leaves;
    for (const sql::Row& row : whole.leaves) leaves.push_back({row.Int(3), row.Bytes(4)});
    const std::vector<std::string> kinds = {"delete", "reorder", "alter", "truncate",
                                            "fork",   "restore", "edit"};
    const int tamperings = Size(56, 1000);
    int undetected = 0;
    for (int i = 0; i < tamperings; ++i) {
      const std::string& kind = kinds[static_cast<std::size_t>(i) % kinds.size()];
      if (kind == "restore") {
        Restore(early);
      } else if (kind == "edit") {
        Edit(dice_() % leaves.size());
      } else {
        Forge(Tampered(kind, leaves));
      }
      // The service signs what it finds; scoring does not witness it.
      review::KeepHeads(bench_.hearing(), false, Soon()).IgnoreError();
      if (Prove().ok()) {
        ++undetected;
        Find(absl::StrCat("tampering ", i, " is not noticed: ", kind));
      }
      Restore(whole);
    }
    Record("T17", undetected, absl::StrCat(tamperings, " tamperings"), "undetected");
  }

  BlankSettlement settlement_;
  scoring::ScoringServer server_;
  scoring::CaseClient cases_;
  review::ReviewBench bench_;
  std::mt19937 dice_{15};
  Findings findings_;
};

Findings LogTampering() {
  return Tamperer().Run();
}

PROBITY_LEAK_TEST(L15, LogTampering);

}  // namespace
}  // namespace probity::blind
