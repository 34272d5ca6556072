#include "services/scoring/api/archive/archive.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/scoring/api/agreements/agreement_service.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/insured/insured_service.h"
#include "services/scoring/api/persons/person_convert.h"
#include "services/scoring/api/persons/person_qualification.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/store/agreements/agreements.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/insured/insured_persons.h"
#include "services/scoring/store/persons/persons.h"
#include "services/scoring/store/persons/scorings.h"

namespace probity::scoring {
namespace {

std::string_view MeasureTitle(MeasureKind kind) {
  constexpr std::array<std::string_view, 8> kTitles = {
      "",
      "按记分暂停 suspended by points",
      "中止协议 agreement suspended",
      "暂停结算 settlement hold",
      "暂停责任部门 department suspended",
      "暂停支付资格 qualification suspended",
      "暂停联网结算 networked settlement suspended",
      "取消或终止 cancelled"};
  return kTitles.at(static_cast<size_t>(kind));
}

std::string_view StatusTitle(MeasureStatus status) {
  constexpr std::array<std::string_view, 7> kTitles = {"",
                                                       "待批 requested",
                                                       "生效 in force",
                                                       "提前解除 lifted",
                                                       "解除 released",
                                                       "未执行即终止 fell away",
                                                       "未批准 refused"};
  return kTitles.at(static_cast<size_t>(status));
}

// Where entries come from: the case's reference and the code of each item.
struct Origin {
  std::string case_ref;
  std::map<int32_t, std::string> codes;
};

Origin OriginOf(const CaseFile& file) {
  Origin origin{file.case_ref, {}};
  for (const FindingFile& finding : file.findings) origin.codes[finding.item] = finding.code;
  return origin;
}

class Origins {
 public:
  Origins(const ServiceEnv& env, sql::Tx& tx, bool person) : env_(env), tx_(tx), person_(person) {}

  absl::StatusOr<Origin> Of(const Entry& entry) {
    const auto known = known_.find(entry.case_id);
    if (known != known_.end()) return known->second;
    PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(entry.case_id));
    PROBITY_ASSIGN_OR_RETURN(Origin origin, person_ ? OfScoring(id.Text()) : OfCase(id.Text()));
    return known_.emplace(entry.case_id, std::move(origin)).first->second;
  }

 private:
  // An entry that rests on no case (a repair, a carry) has no origin here.
  absl::StatusOr<Origin> OfCase(const std::string& case_id) {
    const absl::StatusOr<CaseFile> file = LoadCase(tx_, env_.region, {case_id, ""});
    if (absl::IsNotFound(file.status())) return Origin();
    if (!file.ok()) return file.status();
    return OriginOf(*file);
  }
  absl::StatusOr<Origin> OfScoring(const std::string& scoring_id) {
    const absl::StatusOr<PersonScoring> scoring = LoadScoring(tx_, env_.region, scoring_id);
    if (absl::IsNotFound(scoring.status())) return Origin();
    if (!scoring.ok()) return scoring.status();
    PROBITY_ASSIGN_OR_RETURN(Origin origin, OfCase(scoring->case_id));
    origin.codes.clear();
    for (const PersonLine& line : scoring->lines) origin.codes[line.item] = line.code;
    return origin;
  }

  const ServiceEnv& env_;
  sql::Tx& tx_;
  const bool person_;
  std::map<std::string, Origin> known_;
};

absl::Status AddEntry(const ServiceEnv& env, sql::Tx& tx, const Entry& entry, const Origin& origin,
                      v1::ArchiveYear& year) {
  using google::protobuf::util::TimeUtil;
  v1::ArchiveEntry& line = *year.add_entries();
  line.set_recorded_seq(entry.recorded_seq);
  line.set_kind(static_cast<v1::EntryKind>(entry.kind));
  line.set_points(entry.points);
  line.set_case_ref(origin.case_ref);
  line.set_act_end_date(DateText(entry.act_end));
  line.set_effective_date(DateText(entry.effective_date));
  *line.mutable_recorded_time() = TimeUtil::MicrosecondsToTimestamp(entry.recorded_time);
  const auto code = origin.codes.find(entry.item);
  if (code == origin.codes.end()) return absl::OkStatus();
  line.set_code(code->second);
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.BySha(tx, entry.policy_sha256));
  const policy::CatalogueItem* const item = policy::FindItem(*policy, code->second);
  if (item != nullptr) line.set_title(item->title.zh);
  return absl::OkStatus();
}

// Every year with entries, the latest first.
absl::Status AddYears(const ServiceEnv& env, sql::Tx& tx, const Subject& subject,
                      v1::Archive& archive) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfSubject(tx, env.region, subject));
  PROBITY_ASSIGN_OR_RETURN(const Standings standings, StandingsOf(env, tx, subject));
  Origins origins(env, tx, subject.person());
  for (auto year = standings.rbegin(); year != standings.rend(); ++year) {
    v1::ArchiveYear& one = *archive.add_years();
    one.set_year(year->first);
    one.set_points(year->second.points);
    one.set_band(year->second.band);
    one.set_expired_date(DateText(year->second.expired));
    for (const Entry& entry : entries) {
      if (entry.year != year->first) continue;
      PROBITY_ASSIGN_OR_RETURN(const Origin origin, origins.Of(entry));
      PROBITY_RETURN_IF_ERROR(AddEntry(env, tx, entry, origin, one));
    }
  }
  return absl::OkStatus();
}

absl::Status AddConsequences(const ServiceEnv& env, sql::Tx& tx, MeasureSubject subject,
                             const std::string& id, v1::Archive& archive) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Measure> measures, MeasuresOf(tx, env.region, subject, id));
  std::stable_sort(measures.begin(), measures.end(),
                   [](const Measure& a, const Measure& b) { return a.first < b.first; });
  for (const Measure& measure : measures) {
    v1::ArchiveConsequence& one = *archive.add_consequences();
    const std::optional<Span> days = DaysOf(measure);
    one.set_kind(std::string(MeasureTitle(measure.kind)));
    one.set_from_date(DateText(measure.first));
    one.set_to_date(DateText(days.has_value() ? days->last : measure.last));
    one.set_status(std::string(StatusTitle(measure.status)));
    one.set_document(measure.document);
    one.set_bar_end_date(DateText(measure.bar_until));
  }
  return absl::OkStatus();
}

absl::Status AddAgreements(const ServiceEnv& env, sql::Tx& tx, const Subject& subject,
                           v1::Archive& archive) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<AgreementFile> files,
                           AgreementsOf(tx, env.region, subject));
  for (const AgreementFile& file : files) {
    *archive.add_agreements() = ToProto(file, Today(env.clock));
  }
  return absl::OkStatus();
}

absl::Status FillInstitution(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                             v1::Archive& archive) {
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, archive.subject_id()));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, archive.subject_id()));
  archive.set_name(institution.name);
  archive.set_description(institution.kind == policy::SubjectKind::kPharmacy
                              ? "定点零售药店 designated pharmacy"
                              : "定点医疗机构 designated medical institution");
  archive.set_district(institution.district);
  PROBITY_RETURN_IF_ERROR(AddYears(env, tx, institution.subject(), archive));
  PROBITY_RETURN_IF_ERROR(
      AddConsequences(env, tx, MeasureSubject::kInstitution, institution.institution_id, archive));
  return AddAgreements(env, tx, institution.subject(), archive);
}

absl::Status FillPerson(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                        v1::Archive& archive) {
  PROBITY_ASSIGN_OR_RETURN(const Person person, GetPerson(tx, env.region, archive.subject_id()));
  PROBITY_RETURN_IF_ERROR(CheckOwnPerson(call, person));
  const v1::Person seen = ToProto(person, call);
  archive.set_name(seen.name());
  archive.set_description(std::string(ProfessionTitle(person.profession)));
  *archive.mutable_employments() = seen.employments();
  PROBITY_ASSIGN_OR_RETURN(*archive.mutable_qualification(),
                           QualificationOf(env, tx, person, Today(env.clock)));
  PROBITY_RETURN_IF_ERROR(AddYears(env, tx, person.subject(), archive));
  PROBITY_RETURN_IF_ERROR(
      AddConsequences(env, tx, MeasureSubject::kPerson, person.person_id, archive));
  return AddAgreements(env, tx, person.subject(), archive);
}

absl::Status FillInsured(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                         v1::Archive& archive) {
  if (call.caller.Has(options::v1::ROLE_INSTITUTION)) {
    return Denied(Reason::k_NOT_YOURS, "archives of insured persons are not for institutions");
  }
  PROBITY_ASSIGN_OR_RETURN(const Insured insured,
                           LoadInsured(tx, env.region, archive.subject_id()));
  archive.set_description("参保人 insured person");
  *archive.mutable_offline() = ToProto(insured, Today(env.clock)).measures();
  return AddConsequences(env, tx, MeasureSubject::kInsured, insured.insured_id, archive);
}

}  // namespace

absl::StatusOr<v1::Archive> MakeArchive(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                        v1::ArchiveSubject subject, const std::string& subject_id) {
  v1::Archive archive;
  archive.set_subject(subject);
  archive.set_subject_id(subject_id);
  archive.set_made_date(DateText(Today(env.clock)));
  switch (subject) {
    case v1::ARCHIVE_SUBJECT_INSTITUTION:
      PROBITY_RETURN_IF_ERROR(FillInstitution(env, tx, call, archive));
      return archive;
    case v1::ARCHIVE_SUBJECT_PERSON:
      PROBITY_RETURN_IF_ERROR(FillPerson(env, tx, call, archive));
      return archive;
    case v1::ARCHIVE_SUBJECT_INSURED:
      PROBITY_RETURN_IF_ERROR(FillInsured(env, tx, call, archive));
      return archive;
    default:
      return FieldCheck().Check(false, "subject", "INSTITUTION, PERSON or INSURED").Result();
  }
}

}  // namespace probity::scoring
