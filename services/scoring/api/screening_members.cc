#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/planted/planted.h"
#include "common/rpc/content.h"
#include "common/status/status.h"
#include "services/scoring/api/screening_persons.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/domain/screening.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/procedure/challenges.h"
#include "services/scoring/store/sheet_store.h"

namespace probity::scoring {
namespace {

constexpr int kGroups = 4;
constexpr int kMaxAffiliations = 64;
constexpr size_t kMaxCode = 64;

Member MemberField(const v1::ScreenedMember& message, const std::string& field, FieldCheck& check) {
  Member member;
  HexField(message.pseudonym(), absl::StrCat(field, ".pseudonym"), check);
  member.pseudonym = message.pseudonym();
  member.group = message.group();
  check.Check(member.group >= 1 && member.group <= kGroups, absl::StrCat(field, ".group"),
              "1 to 4");
  check.Check(message.affiliations_size() <= kMaxAffiliations, absl::StrCat(field, ".affiliations"),
              "at most 64");
  for (const v1::Affiliation& one : message.affiliations()) {
    const bool known =
        one.kind() != v1::AFFILIATION_KIND_UNSPECIFIED && v1::AffiliationKind_IsValid(one.kind());
    check.Check(known && !one.code().empty() && one.code().size() <= kMaxCode,
                absl::StrCat(field, ".affiliations"), "a known kind and a code of 1 to 64 bytes");
    member.affiliations.push_back({static_cast<AffiliationKind>(one.kind()), one.code()});
  }
  return member;
}

struct Asked {
  std::string round;
  std::set<std::string> tokens;
  std::vector<Member> members;
  GroupQuotas quotas = {};
  GroupQuotas floors = {};
};

absl::StatusOr<Asked> AskedOf(const v1::ScreenMembersRequest& request) {
  FieldCheck check;
  Asked asked;
  asked.round = HexField(request.round_id(), "round_id", check);
  for (int i = 0; i < request.case_tokens_size(); ++i) {
    asked.tokens.insert(
        HexField(request.case_tokens(i), absl::StrCat("case_tokens[", i, "]"), check));
  }
  std::set<std::string> pseudonyms;
  for (int i = 0; i < request.members_size(); ++i) {
    const std::string field = absl::StrCat("members[", i, "]");
    asked.members.push_back(MemberField(request.members(i), field, check));
    check.Check(pseudonyms.insert(request.members(i).pseudonym()).second,
                absl::StrCat(field, ".pseudonym"), "each member once");
  }
  const bool four = request.quotas_size() == kGroups && request.floors_size() == kGroups;
  check.Check(four, "quotas", "quotas and floors have one number for each of the 4 groups");
  for (int g = 0; four && g < kGroups; ++g) {
    asked.quotas[static_cast<size_t>(g)] = request.quotas(g);
    asked.floors[static_cast<size_t>(g)] = request.floors(g);
    check.Check(request.quotas(g) >= 1 && request.quotas(g) <= 99, "quotas", "1 to 99");
    check.Check(request.floors(g) >= 0, "floors", "not negative");
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return asked;
}

// The sheets of the round, if exactly their tokens were named: answers about fewer cases would tell
// which case a member was struck for.
absl::StatusOr<std::vector<SheetRow>> SheetsAsked(const ServiceEnv& env, sql::Tx& tx,
                                                  const v1::ScreenMembersRequest& request,
                                                  const Asked& asked) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<SheetRow> sheets,
                           SheetsOfRound(tx, env.region, asked.round));
  std::set<std::string> taken;
  for (const SheetRow& sheet : sheets) {
    if (sheet.state == SheetState::kTaken) taken.insert(sheet.token);
  }
  const bool exact = taken == asked.tokens && !taken.empty() && taken.size() == sheets.size() &&
                     static_cast<size_t>(request.case_tokens_size()) == taken.size();
  if (exact) return sheets;
  if (PROBITY_PLANTED(kSubsetScreened)) {
    std::erase_if(sheets, [&](const SheetRow& one) { return !asked.tokens.contains(one.token); });
    if (!sheets.empty()) return sheets;
  }
  return Precondition(Reason::k_TOKEN_SUBSET,
                      "a screening is asked for exactly the tokens the round was given");
}

absl::StatusOr<std::vector<Conflicts>> ConflictsOf(const ServiceEnv& env, sql::Tx& tx,
                                                   const std::vector<SheetRow>& sheets) {
  std::vector<Conflicts> conflicts;
  for (const SheetRow& sheet : sheets) {
    PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(tx, env.region, {sheet.case_id, ""}));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Challenge> challenges,
                             ChallengesOf(tx, env.region, file.case_id));
    PROBITY_ASSIGN_OR_RETURN(std::set<std::string> persons, PersonsOf(env, tx, file, challenges));
    conflicts.push_back(
        {file.institution_id, std::move(persons), ChallengedInstitutions(challenges)});
  }
  return conflicts;
}

// All that is kept of a screening that fails: the case that must wait, and a word to its officers.
absl::Status Withhold(const ServiceEnv& env, sql::Tx& tx, const SheetRow& sheet) {
  PROBITY_ASSIGN_OR_RETURN(const bool first, WithholdSheet(tx, env.region, sheet));
  if (!first) return absl::OkStatus();
  return SetAttention(tx, env.region, sheet.case_id, ReasonName(Reason::k_MORE_MEMBERS_NEEDED));
}

absl::Status AuditScreening(const ServiceEnv& env, sql::Tx& tx,
                            const v1::ScreenMembersRequest& request,
                            const v1::ScreenMembersResponse& response) {
  ledger::Fields fields;
  fields.Add("round_id", request.round_id())
      .AddHex("sha256", crypto::Sha256(rpc::NormalContent({&request, &response}, "")));
  return AppendAudit(tx, env.region, AuditKind::kMembersScreened, fields, Now(env)).status();
}

absl::StatusOr<v1::ScreenMembersResponse> Screen(const ServiceEnv& env, sql::Tx& tx,
                                                 const v1::ScreenMembersRequest& request,
                                                 const Asked& asked) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SheetRow> sheets,
                           SheetsAsked(env, tx, request, asked));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Conflicts> conflicts, ConflictsOf(env, tx, sheets));
  PROBITY_ASSIGN_OR_RETURN(const policy::Committee terms, CommitteeTerms(env, tx));
  const bool small = static_cast<int32_t>(sheets.size()) < terms.round_min;
  const Screened screened = ScreenMembers(asked.members, conflicts, asked.quotas,
                                          {env.screening_keys.decoy, asked.round,
                                           PROBITY_PLANTED(kNoDecoys) ? 0
                                           : small                    ? terms.decoy_percent_small
                                                                      : terms.decoy_percent,
                                           asked.floors});
  if (screened.heaviest_case.has_value()) {
    PROBITY_RETURN_IF_ERROR(Withhold(env, tx, sheets[*screened.heaviest_case]));
  }
  v1::ScreenMembersResponse response;
  response.set_not_drawable(!screened.drawable);
  for (const std::string& pseudonym : screened.eligible) response.add_eligible(pseudonym);
  PROBITY_RETURN_IF_ERROR(AuditScreening(env, tx, request, response));
  return response;
}

}  // namespace

absl::StatusOr<v1::ScreenMembersResponse> HandleScreenMembers(
    const ServiceEnv& env, const rpc::Call& call, const v1::ScreenMembersRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Asked asked, AskedOf(request));
  v1::ScreenMembersResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Transact(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(response, Screen(env, tx, request, asked));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace probity::scoring
