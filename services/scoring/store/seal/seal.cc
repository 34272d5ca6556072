#include "services/scoring/store/seal/seal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

// A leaf stays small enough for every engine and for a reader's eye.
constexpr size_t kRowsPerLeaf = 1000;
constexpr size_t kDigestSize = 16;

struct Seal {
  std::string table;
  std::string digest;
};

absl::Status AppendSeals(sql::Tx& tx, const std::string& region, const std::vector<Seal>& seals,
                         const RecordedAt& at) {
  for (size_t first = 0; first < seals.size(); first += kRowsPerLeaf) {
    ledger::Fields fields;
    const size_t last = std::min(first + kRowsPerLeaf, seals.size());
    for (size_t i = first; i < last; ++i) fields.AddHex(seals[i].table, seals[i].digest);
    PROBITY_RETURN_IF_ERROR(AppendAudit(tx, region, AuditKind::kRowsSealed, fields, at).status());
  }
  return absl::OkStatus();
}

// Passes statements on and keeps the digests of rows added to sealed tables.
class SealingTx final : public sql::Tx {
 public:
  explicit SealingTx(sql::Tx& inner) : inner_(inner) {}

  absl::StatusOr<std::vector<sql::Row>> Query(std::string_view sql,
                                              const sql::Params& params) override {
    return inner_.Query(sql, params);
  }
  absl::Status QueryEach(std::string_view sql, const sql::Params& params,
                         const std::function<absl::Status(const sql::Row&)>& each) override {
    return inner_.QueryEach(sql, params, each);
  }
  absl::StatusOr<int64_t> Execute(std::string_view sql, const sql::Params& params) override {
    PROBITY_ASSIGN_OR_RETURN(const InsertedRows inserted, ParseInsert(sql, params));
    absl::StatusOr<int64_t> rows = inner_.Execute(sql, params);
    if (!rows.ok()) return rows;
    for (const NamedValues& row : inserted.rows) {
      seals_.push_back({inserted.table, RowDigest(inserted.table, row)});
    }
    return rows;
  }
  const sql::Dialect& dialect() const override { return inner_.dialect(); }

  sql::Tx& inner() { return inner_; }
  const std::vector<Seal>& seals() const { return seals_; }

 private:
  sql::Tx& inner_;
  std::vector<Seal> seals_;
};

class SealingDatabase final : public sql::Database {
 public:
  SealingDatabase(sql::Database& inner, std::string region, std::function<RecordedAt()> now)
      : inner_(inner), region_(std::move(region)), now_(std::move(now)) {}

  absl::Status Transact(absl::Time deadline, const sql::Body& body) override {
    return inner_.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
      SealingTx sealing(tx);
      PROBITY_RETURN_IF_ERROR(body(sealing));
      return AppendSeals(tx, region_, sealing.seals(), now_());
    });
  }
  absl::Status Read(absl::Time deadline, const sql::Body& body) override {
    return inner_.Read(deadline, body);
  }
  absl::Status Check(absl::Time deadline) override { return inner_.Check(deadline); }
  absl::Status EraseRemains(absl::Time deadline) override { return inner_.EraseRemains(deadline); }
  const sql::Dialect& dialect() const override { return inner_.dialect(); }

 private:
  sql::Database& inner_;
  const std::string region_;
  const std::function<RecordedAt()> now_;
};

void AppendField(std::string& out, std::string_view bytes) {
  crypto::AppendU32(out, static_cast<uint32_t>(bytes.size()));
  out += bytes;
}

// Text and bytes of the same content are one value: which of the two a column gives is the
// engine's affair.
void AppendValue(std::string& out, const sql::Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) {
    out += 'i';
    AppendField(out, absl::StrCat(*number));
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out += 't';
    AppendField(out, *text);
  } else {
    out += 't';
    AppendField(out, std::get<sql::Blob>(value).bytes);
  }
}

}  // namespace

const std::vector<std::string>& SealedTables() {
  static const auto* const tables = new std::vector<std::string>{
      "consequence",
      "crossing",
      "adjustment",
      "adjustment_decision",
      "proposal",
      "proposal_decision",
      "year_lock",
      "institution",
      "institution_revision",
      "subject_change",
      "subject_change_approval",
      "subject_successor",
      "inspection",
      "inspection_recusal",
      "policy",
      "case_transition",
      "clock_extension",
      "service_announcement",
      "case_lead",
      "officer",
      "case_record",
      "case_record_part",
      "case_officer_left",
      "challenge",
      "challenge_ruling",
      "verdict_round",
      "witnessed_head",
      "witnessed_signature",
      "sheet_blinding",
      "residual_signature",
      "sheet_attachment",
      "sheet_attachment_check",
      "institution_alias",
      "institution_profile",
      "person",
      "person_registration",
      "person_step",
      "agreement",
      "agreement_event",
      "insured_person",
      "insured_event",
      "measure_event",
      "held_amount",
      "qualification_change",
      "recovery_entry",
      "evidence",
      "evidence_content",
      "evidence_custody",
      "evidence_review",
      "lead_report",
      "lead_event",
      "lead_delivery",
      "lead_rejection",
      "lead_informant",
      "document",
      "document_rendering",
      "service_record",
      "inspection",
      "inspection_recusal",
  };
  return *tables;
}

std::string RowDigest(std::string_view table, const NamedValues& row) {
  std::string text = "probity/row/1";
  AppendField(text, table);
  for (const auto& [column, value] : row) {
    if (std::holds_alternative<sql::Null>(value)) continue;  // as if the column were not named
    AppendField(text, column);
    AppendValue(text, value);
  }
  return crypto::Sha256(text).substr(0, kDigestSize);
}

std::unique_ptr<sql::Database> SealRows(sql::Database& inner, std::string region,
                                        std::function<RecordedAt()> now) {
  return std::make_unique<SealingDatabase>(inner, std::move(region), std::move(now));
}

}  // namespace probity::scoring
