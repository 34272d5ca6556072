#include "services/review/store/roster/members.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "services/review/store/columns.h"

namespace probity::review::roster {
namespace {

constexpr std::string_view kSelectMember =
    "SELECT member_id, member_no, grp, name, employer_code, contact_sealed, state FROM member ";
constexpr std::string_view kByNo = "WHERE member_no = ?";
constexpr std::string_view kById = "WHERE member_id = ?";
constexpr std::string_view kAfter = "WHERE member_no > ? ORDER BY member_no LIMIT ?";
constexpr std::string_view kAfterInGroup =
    "WHERE grp = ? AND member_no > ? ORDER BY member_no LIMIT ?";
constexpr std::string_view kInsertMember =
    "INSERT INTO member (member_id, member_no, grp, name, employer_code, contact_sealed, state) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kUpdateMember =
    "UPDATE member SET grp = ?, name = ?, employer_code = ?, contact_sealed = ?, state = ? "
    "WHERE member_id = ?";
constexpr std::string_view kSelectActive =
    "SELECT member_id, grp, employer_code FROM member WHERE state = ? ORDER BY member_id";
constexpr std::string_view kSelectAffiliation =
    "SELECT member_id, aff_id, kind, institution_code, from_date, to_date FROM affiliation ";
constexpr std::string_view kAffiliationByKey = "WHERE member_id = ? AND aff_id = ?";
constexpr std::string_view kAffiliationSince =
    "WHERE to_date IS NULL OR to_date >= ? ORDER BY member_id, aff_id";
constexpr std::string_view kInsertAffiliation =
    "INSERT INTO affiliation (member_id, aff_id, kind, institution_code, from_date, to_date) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kEndAffiliation =
    "UPDATE affiliation SET to_date = ? WHERE member_id = ? AND aff_id = ?";
constexpr std::string_view kInsertChange =
    "INSERT INTO roster_change (change_id, salt, digest, leaf) VALUES (?, ?, ?, 0)";
constexpr std::string_view kChangesWithoutLeaf =
    "SELECT change_id, salt, digest FROM roster_change WHERE leaf = 0 ORDER BY change_id";
constexpr std::string_view kMarkLeaf = "UPDATE roster_change SET leaf = 1 WHERE change_id = ?";

Member MemberFrom(const sql::Row& row) {
  return {row.Bytes(0),        row.Text(1),  static_cast<Group>(row.Int(2)),      row.Text(3),
          TextOrEmpty(row, 4), row.Bytes(5), static_cast<MemberState>(row.Int(6))};
}

absl::StatusOr<std::vector<Member>> SelectMembers(sql::Tx& tx, std::string_view condition,
                                                  const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kSelectMember), ToAbsl(condition)), params));
  std::vector<Member> members;
  members.reserve(rows.size());
  for (const sql::Row& row : rows) members.push_back(MemberFrom(row));
  return members;
}

absl::StatusOr<std::optional<Member>> FindOne(sql::Tx& tx, std::string_view condition,
                                              sql::Value key) {
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<Member> members,
      SelectMembers(tx, absl::StrCat(ToAbsl(condition), ToAbsl(tx.dialect().ForUpdate())),
                    {std::move(key)}));
  if (members.empty()) return std::nullopt;
  return std::move(members.front());
}

absl::Status UnknownMember() {
  return NotFound(Reason::k_UNKNOWN_MEMBER, "no such member in the roster");
}

// Dates are written by FormatCivilTime alone; anything else in the column is damage.
absl::StatusOr<absl::CivilDay> DateOf(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return absl::InternalError("a stored date is damaged");
  return day;
}

sql::Value DateOrNull(const std::optional<absl::CivilDay>& day) {
  if (!day.has_value()) return sql::Null{};
  return absl::FormatCivilTime(*day);
}

absl::StatusOr<AffiliationRow> AffiliationFrom(const sql::Row& row) {
  AffiliationRow found;
  found.member_id = row.Bytes(0);
  found.aff_id = row.Bytes(1);
  found.kind = static_cast<AffiliationKind>(row.Int(2));
  found.institution_code = row.Text(3);
  PROBITY_ASSIGN_OR_RETURN(found.from, DateOf(row.Text(4)));
  if (!row.IsNull(5)) {
    PROBITY_ASSIGN_OR_RETURN(found.to, DateOf(row.Text(5)));
  }
  return found;
}

absl::StatusOr<std::vector<AffiliationRow>> SelectAffiliations(sql::Tx& tx,
                                                               std::string_view condition,
                                                               const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kSelectAffiliation), ToAbsl(condition)), params));
  std::vector<AffiliationRow> found;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(found.emplace_back(), AffiliationFrom(row));
  }
  return found;
}

}  // namespace

absl::StatusOr<std::optional<Member>> FindByNo(sql::Tx& tx, const std::string& member_no) {
  return FindOne(tx, kByNo, member_no);
}

absl::StatusOr<std::optional<Member>> FindById(sql::Tx& tx, const Bytes& member_id) {
  return FindOne(tx, kById, sql::Blob{member_id});
}

absl::Status InsertMember(sql::Tx& tx, const Member& member) {
  const absl::Status inserted =
      tx.Execute(kInsertMember,
                 {sql::Blob{member.member_id}, member.member_no, Number(member.group), member.name,
                  TextOrNull(member.employer_code), sql::Blob{member.contact_sealed},
                  Number(member.state)})
          .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_DUPLICATE_MEMBER,
                "a member of this number is in the roster");
}

absl::Status UpdateMember(sql::Tx& tx, const Member& member) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::int64_t rows,
      tx.Execute(kUpdateMember, {Number(member.group), member.name,
                                 TextOrNull(member.employer_code), sql::Blob{member.contact_sealed},
                                 Number(member.state), sql::Blob{member.member_id}}));
  return rows == 1 ? absl::OkStatus() : UnknownMember();
}

absl::StatusOr<std::vector<Member>> MembersAfter(sql::Tx& tx, std::optional<Group> group,
                                                 const std::string& after, std::int64_t limit) {
  if (!group.has_value()) return SelectMembers(tx, kAfter, {after, limit});
  return SelectMembers(tx, kAfterInGroup, {Number(*group), after, limit});
}

absl::StatusOr<std::vector<Member>> MembersOf(sql::Tx& tx, std::span<const Bytes> member_ids) {
  // One statement text for every panel, which has few seats.
  std::vector<Member> members;
  for (const Bytes& member_id : member_ids) {
    PROBITY_ASSIGN_OR_RETURN(std::vector<Member> found,
                             SelectMembers(tx, kById, {sql::Blob{member_id}}));
    if (found.empty()) return UnknownMember();
    members.push_back(std::move(found.front()));
  }
  return members;
}

absl::StatusOr<std::vector<PoolMember>> ActiveMembers(sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectActive, {Number(MemberState::kActive)}));
  std::vector<PoolMember> members;
  for (const sql::Row& row : rows) {
    members.push_back({row.Bytes(0), static_cast<Group>(row.Int(1)), TextOrEmpty(row, 2)});
  }
  return members;
}

absl::Status InsertAffiliation(sql::Tx& tx, const AffiliationRow& row) {
  return tx
      .Execute(kInsertAffiliation,
               {sql::Blob{row.member_id}, sql::Blob{row.aff_id}, Number(row.kind),
                row.institution_code, absl::FormatCivilTime(row.from), DateOrNull(row.to)})
      .status();
}

absl::StatusOr<std::optional<AffiliationRow>> FindAffiliation(sql::Tx& tx, const Bytes& member_id,
                                                              const Bytes& aff_id) {
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<AffiliationRow> found,
      SelectAffiliations(tx,
                         absl::StrCat(ToAbsl(kAffiliationByKey), ToAbsl(tx.dialect().ForUpdate())),
                         {sql::Blob{member_id}, sql::Blob{aff_id}}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

absl::Status EndAffiliation(sql::Tx& tx, const Bytes& member_id, const Bytes& aff_id,
                            absl::CivilDay to) {
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t rows,
                           tx.Execute(kEndAffiliation, {absl::FormatCivilTime(to),
                                                        sql::Blob{member_id}, sql::Blob{aff_id}}));
  if (rows == 1) return absl::OkStatus();
  return NotFound(Reason::k_NOT_FOUND, "the member has no such affiliation");
}

absl::StatusOr<std::vector<AffiliationRow>> AffiliationsSince(sql::Tx& tx, absl::CivilDay since) {
  return SelectAffiliations(tx, kAffiliationSince, {absl::FormatCivilTime(since)});
}

absl::Status InsertChange(sql::Tx& tx, const RosterChange& change) {
  return tx
      .Execute(kInsertChange,
               {sql::Blob{change.change_id}, sql::Blob{change.salt}, sql::Blob{change.digest}})
      .status();
}

absl::StatusOr<std::vector<RosterChange>> ChangesWithoutLeaf(sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kChangesWithoutLeaf, {}));
  std::vector<RosterChange> changes;
  for (const sql::Row& row : rows) {
    changes.push_back({row.Bytes(0), row.Bytes(1), row.Bytes(2)});
  }
  return changes;
}

absl::Status MarkLeafWritten(sql::Tx& tx, const Bytes& change_id) {
  return tx.Execute(kMarkLeaf, {sql::Blob{change_id}}).status();
}

}  // namespace probity::review::roster
