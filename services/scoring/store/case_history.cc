#include "services/scoring/store/case_history.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kInsertNotice[] =
    "INSERT INTO case_notice (region, case_id, notice_no, issued_date, points, served_date, "
    "superseded_date) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdateNotice[] =
    "UPDATE case_notice SET served_date = ?, superseded_date = ? "
    "WHERE region = ? AND case_id = ? AND notice_no = ?";
constexpr char kInsertRemedy[] =
    "INSERT INTO remedy (region, case_id, remedy_no, revision, kind, filed_date, body, document, "
    "stay_document, late_reason, outcome, outcome_date, outcome_document, outcome_points) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdateRemedy[] =
    "UPDATE remedy SET outcome = ?, outcome_date = ?, outcome_document = ?, outcome_points = ? "
    "WHERE region = ? AND case_id = ? AND remedy_no = ?";

std::string PointsText(const Remedy& remedy) {
  return absl::StrJoin(remedy.outcome_points, ",", absl::PairFormatter(":"));
}

absl::Status InsertNotice(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                          const NoticeRecord& notice) {
  return tx
      .Execute(kInsertNotice,
               {TextValue(region), case_id, int64_t{notice.no}, DateColumn(notice.issued),
                notice.points, DateColumn(notice.served), DateColumn(notice.superseded)})
      .status();
}

absl::Status UpdateNotice(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                          const NoticeRecord& notice) {
  return tx
      .Execute(kUpdateNotice, {DateColumn(notice.served), DateColumn(notice.superseded),
                               TextValue(region), case_id, int64_t{notice.no}})
      .status();
}

absl::Status InsertRemedy(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                          const Remedy& remedy) {
  return tx
      .Execute(kInsertRemedy,
               {TextValue(region), case_id, int64_t{remedy.no}, int64_t{remedy.revision},
                NumberOf(remedy.kind), DateColumn(remedy.filed), remedy.body, remedy.document,
                remedy.stay_document, remedy.late_reason, NumberOf(remedy.outcome),
                DateColumn(remedy.decided), remedy.outcome_document, PointsText(remedy)})
      .status();
}

absl::Status UpdateRemedy(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                          const Remedy& remedy) {
  return tx
      .Execute(kUpdateRemedy,
               {NumberOf(remedy.outcome), DateColumn(remedy.decided), remedy.outcome_document,
                PointsText(remedy), TextValue(region), case_id, int64_t{remedy.no}})
      .status();
}

}  // namespace

absl::Status SaveHistory(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                         const CaseFile& before, const CaseFile& after) {
  for (size_t i = 0; i < after.notices.size(); ++i) {
    const NoticeRecord& notice = after.notices[i];
    if (i >= before.notices.size()) {
      PROBITY_RETURN_IF_ERROR(InsertNotice(tx, region, case_id, notice));
    } else if (notice != before.notices[i]) {
      PROBITY_RETURN_IF_ERROR(UpdateNotice(tx, region, case_id, notice));
    }
  }
  for (size_t i = 0; i < after.remedies.size(); ++i) {
    const Remedy& remedy = after.remedies[i];
    if (i >= before.remedies.size()) {
      PROBITY_RETURN_IF_ERROR(InsertRemedy(tx, region, case_id, remedy));
    } else if (remedy != before.remedies[i]) {
      PROBITY_RETURN_IF_ERROR(UpdateRemedy(tx, region, case_id, remedy));
    }
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
