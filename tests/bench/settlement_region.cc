#include "tests/bench/settlement_region.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/settlement/api/services.h"
#include "services/settlement/store/inputs/input_columns.h"
#include "services/settlement/store/migrations.h"
#include "services/settlement/store/years.h"

namespace probity::bench {
namespace {

constexpr char kRegion[] = "demo";
constexpr int64_t kRowsOfFill = 5000;  // in one transaction

absl::StatusOr<std::string> ReadPolicy(const std::string& file) {
  const std::string path = absl::StrCat(PROBITY_SOURCE_DIR, "/policies/", file);
  std::ifstream in(path, std::ios::binary);
  if (!in.good()) return absl::NotFoundError(path);
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

rpc::ServeOptions LongCalls() {
  rpc::ServeOptions options;
  options.max_deadline = kLong;
  options.max_transfer = kLong;
  return options;
}

}  // namespace

std::string MadeRegion::Id(int64_t index) {
  return absl::StrFormat("H%09d", index);
}

int64_t MadeRegion::Pick(int64_t index, uint64_t what, int64_t below) const {
  // The finalizer of SplitMix64: neighbours have nothing to do with each other.
  uint64_t x = seed_ + 0x9e3779b97f4a7c15U * (static_cast<uint64_t>(index) * 16 + what + 1);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  x ^= x >> 31;
  return static_cast<int64_t>(x % static_cast<uint64_t>(below));
}

int64_t MadeRegion::Points(int64_t index) const {
  // Most have none, few reach a penalty.
  const int64_t luck = Pick(index, 0, 100);
  if (luck < 60) return 0;
  return luck < 97 ? Pick(index, 1, 12) : 12 + Pick(index, 1, 6);
}

settlement::Budget MadeRegion::Budget(int64_t index) const {
  settlement::Budget budget;
  budget.key.institution_id = Id(index);
  budget.year = kYear;
  budget.planned_visits = 1000 + Pick(index, 2, 20000);
  budget.p0_fen = 20000 + Pick(index, 3, 500000);
  budget.b0_fen = budget.p0_fen * budget.planned_visits;
  return budget;
}

settlement::Actual MadeRegion::Actual(int64_t index) const {
  settlement::Actual actual;
  actual.key.institution_id = Id(index);
  actual.year = kYear;
  if (Medical(index)) {
    const settlement::Budget budget = Budget(index);
    actual.visits = budget.planned_visits * (85 + Pick(index, 4, 30)) / 100;
    actual.accepted_fen = actual.visits * budget.p0_fen * (90 + Pick(index, 5, 20)) / 100;
  } else {
    actual.visits = 5000 + Pick(index, 4, 50000);
    actual.accepted_fen = actual.visits * (1000 + Pick(index, 5, 20000));
  }
  actual.withheld_fen = actual.accepted_fen / 20;
  actual.monthly_fen = actual.accepted_fen / 10 * 8;
  return actual;
}

scoring::v1::Standing MadeRegion::Standing(int64_t index) const {
  scoring::v1::Standing standing;
  standing.set_institution_id(Id(index));
  standing.set_kind(Medical(index) ? scoring::v1::SUBJECT_KIND_MEDICAL
                                   : scoring::v1::SUBJECT_KIND_PHARMACY);
  standing.set_year(kYear);
  standing.set_points(Points(index));
  standing.set_designated_from_date("2020-01-01");
  // One line of the ledger behind every three points.
  for (int64_t i = 0; i < (standing.points() + 2) / 3; ++i) {
    standing.add_entry_ids(absl::StrFormat("%016d%010d", index, i));
  }
  return standing;
}

SettledRegion::SettledRegion(const MadeRegion& made,
                             std::unique_ptr<settlement::FakeScoring> scoring,
                             std::unique_ptr<sql::Database> database,
                             calendar::WorkCalendar work_calendar,
                             std::shared_ptr<grpc::Channel> to_scoring)
    : made_(made),
      scoring_(std::move(scoring)),
      database_(std::move(database)),
      clock_(calendar::Date(MadeRegion::kYear + 1, 1, 4)),
      calendar_(std::move(work_calendar)),
      policies_(kRegion),
      page_tokens_(crypto::SystemEntropy()),
      env_{kRegion,   clock_,       crypto::SystemEntropy(), *database_,
           policies_, page_tokens_, std::move(to_scoring),   calendar_,
           progress_} {}

absl::StatusOr<std::unique_ptr<SettledRegion>> SettledRegion::Start(const MadeRegion& region,
                                                                    const sql::Options& options) {
  auto scoring = std::make_unique<settlement::FakeScoring>();
  if (options.url.starts_with("mysql:")) {
    PROBITY_RETURN_IF_ERROR(sql::Migrate(options, settlement::Migrations()));
  }
  PROBITY_ASSIGN_OR_RETURN(auto database, sql::Open(options, settlement::Migrations()));
  PROBITY_ASSIGN_OR_RETURN(auto work_calendar, calendar::ShippedCalendar());
  PROBITY_ASSIGN_OR_RETURN(auto to_scoring,
                           rpc::MakeChannel(absl::StrCat("127.0.0.1:", scoring->port())));
  std::unique_ptr<SettledRegion> settled(
      new SettledRegion(region, std::move(scoring), std::move(database), std::move(work_calendar),
                        std::move(to_scoring)));
  PROBITY_RETURN_IF_ERROR(settled->OfferStandings());
  PROBITY_RETURN_IF_ERROR(settled->Fill());
  PROBITY_RETURN_IF_ERROR(settled->Listen());
  return settled;
}

SettledRegion::~SettledRegion() {
  if (server_ != nullptr) server_->Drain();
}

absl::Status SettledRegion::Listen() {
  settlement::RegisterServices(env_, router_);
  PROBITY_ASSIGN_OR_RETURN(server_, rpc::Server::Start(router_, LongCalls()));
  server_->SetReady(true);
  PROBITY_ASSIGN_OR_RETURN(channel_, rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port())));
  return absl::OkStatus();
}

absl::Status SettledRegion::OfferStandings() {
  std::string sha256s[2];
  for (const bool medical : {false, true}) {
    PROBITY_ASSIGN_OR_RETURN(const std::string file,
                             ReadPolicy(medical ? "medical.txtpb" : "pharmacy.txtpb"));
    sha256s[medical] = crypto::Hex(crypto::Sha256(file));
    scoring_->SetPolicy(sha256s[medical], file);
  }
  medical_sha256_ = sha256s[1];
  scoring_->MakeStandings(
      made_.units(), [made = made_, pharmacy = sha256s[0], medical = sha256s[1]](int64_t index) {
        scoring::v1::Standing standing = made.Standing(index);
        standing.set_policy_sha256(MadeRegion::Medical(index) ? medical : pharmacy);
        return standing;
      });
  return absl::OkStatus();
}

absl::Status SettledRegion::Fill() {
  using settlement::InputEdition;
  using settlement::InputKind;
  const std::string request_id(16, 'b');
  for (int64_t first = 0; first < made_.units(); first += kRowsOfFill) {
    const int64_t end = std::min(first + kRowsOfFill, made_.units());
    PROBITY_RETURN_IF_ERROR(
        database_->Transact(absl::Now() + kLong, [&](sql::Tx& tx) -> absl::Status {
          std::vector<settlement::InputRow> budgets;
          std::vector<settlement::InputRow> actuals;
          for (int64_t i = first; i < end; ++i) {
            if (MadeRegion::Medical(i)) budgets.push_back(settlement::ToInputRow(made_.Budget(i)));
            actuals.push_back(settlement::ToInputRow(made_.Actual(i)));
          }
          PROBITY_RETURN_IF_ERROR(settlement::LockYear(tx, kRegion, MadeRegion::kYear).status());
          PROBITY_ASSIGN_OR_RETURN(
              const InputEdition budget_edition,
              settlement::CurrentEdition(tx, InputKind::kBudget, kRegion, MadeRegion::kYear));
          PROBITY_RETURN_IF_ERROR(
              settlement::InsertInputRows(tx, budget_edition, std::move(budgets), request_id));
          PROBITY_ASSIGN_OR_RETURN(
              const InputEdition actual_edition,
              settlement::CurrentEdition(tx, InputKind::kActual, kRegion, MadeRegion::kYear));
          return settlement::InsertInputRows(tx, actual_edition, std::move(actuals), request_id);
        }));
  }
  return absl::OkStatus();
}

}  // namespace probity::bench
