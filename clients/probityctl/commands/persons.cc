#include "clients/probityctl/commands/persons.h"

#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "clients/common/connect.h"
#include "clients/common/files.h"
#include "probity/scoring/v1/agreement_service.grpc.pb.h"
#include "probity/scoring/v1/archive_service.grpc.pb.h"
#include "probity/scoring/v1/insured_service.grpc.pb.h"
#include "probity/scoring/v1/person_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;

// Runs `body` with a stub of `Service`; prints what went wrong.
template <typename Service, typename Body>
int With(const Session& session, Body body) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto channel = clients::Connect(session.addresses, session.addresses.scoring);
  if (!channel.ok()) return Fail(channel.status());
  return body(*bureau, Service::NewStub(*channel));
}

std::string StateOf(const v1::PaymentQualification& now) {
  switch (now.state()) {
    case v1::QUALIFICATION_STATE_SUSPENDED:
      return absl::StrCat("暂停 suspended ", now.from_date(), "…", now.to_date());
    case v1::QUALIFICATION_STATE_TERMINATED:
      return absl::StrCat("终止 terminated ", now.from_date(), ", 限制至 barred up to ",
                          now.bar_end_date());
    default:
      return "正常 normal";
  }
}

void PrintPerson(const v1::Person& one) {
  std::printf("%s  %s  %s\n", one.person_id().c_str(), one.name().c_str(),
              Short(v1::Profession_Name(one.profession()), "PROFESSION_").c_str());
  std::printf("支付资格 qualification: %s\n本年记分 points: %lld  %s\n\n",
              StateOf(one.qualification()).c_str(),
              static_cast<long long>(one.qualification().points()),
              one.qualification().band().c_str());
  Table sites({"机构 institution", "自 from", "至 to", "主要 main"});
  for (const v1::Employment& at : one.employments()) {
    sites.Add({at.institution_id(), at.from_date(), at.to_date(), at.main_site() ? "✓" : ""});
  }
  sites.Print();
}

void PrintScorings(const std::vector<v1::PersonScoring>& scorings) {
  std::printf("\n");
  Table table({"记分 scoring", "状态 state", "情形 item", "违规 breach", "拟 proposed", "定 final",
               "生效 effective"});
  for (const v1::PersonScoring& one : scorings) {
    for (const v1::PersonLine& line : one.lines()) {
      table.Add({one.scoring_id(),
                 Short(v1::PersonScoringState_Name(one.state()), "PERSON_SCORING_STATE_"),
                 line.emergency() ? absl::StrCat(line.code(), " 急救 emergency") : line.code(),
                 line.violation_code(), absl::StrCat(line.points()),
                 absl::StrCat(line.final_points()), one.effective_date()});
    }
  }
  table.Print();
}

void PrintAgreements(const std::vector<v1::Agreement>& agreements) {
  Table table({"协议 agreement", "主体 party", "自 from", "至 to", "状态 state", "末日 last day"});
  for (const v1::Agreement& one : agreements) {
    table.Add({one.agreement_no(), one.subject_id(), one.from_date(), one.to_date(),
               Short(v1::AgreementState_Name(one.state()), "AGREEMENT_STATE_"), one.last_date()});
  }
  table.Print();
}

void PrintMeasures(const google::protobuf::RepeatedPtrField<v1::OfflineMeasure>& measures) {
  Table table({"暂停联网 offline from", "至 to", "月 months", "经办 by", "审批 approved",
               "提前解除 lifted by"});
  for (const v1::OfflineMeasure& one : measures) {
    table.Add({one.from_date(), one.to_date(), absl::StrCat(one.months()), one.requested_by(),
               one.approved_by(), one.lifted_by()});
  }
  table.Print();
}

void PrintArchive(const v1::Archive& archive) {
  std::printf("诚信档案 integrity archive: %s  %s  %s\n\n", archive.subject_id().c_str(),
              archive.name().c_str(), archive.description().c_str());
  Table years(
      {"年 year", "序 seq", "案号 case", "情形 item", "类别 kind", "分 points", "生效 effective"});
  for (const v1::ArchiveYear& year : archive.years()) {
    years.Add({absl::StrCat(year.year()), "", "", "合计 total", year.band(),
               absl::StrCat(year.points()), ""});
    for (const v1::ArchiveEntry& entry : year.entries()) {
      years.Add({"", absl::StrCat(entry.recorded_seq()), entry.case_ref(),
                 absl::StrCat(entry.code(), " ", entry.title()),
                 Short(v1::EntryKind_Name(entry.kind()), "ENTRY_KIND_"),
                 absl::StrCat(entry.points()), entry.effective_date()});
    }
  }
  years.Print();
  std::printf("\n");
  Table consequences({"措施 consequence", "自 from", "至 to", "状态 status", "限制至 barred"});
  for (const v1::ArchiveConsequence& one : archive.consequences()) {
    consequences.Add(
        {one.kind(), one.from_date(), one.to_date(), one.status(), one.bar_end_date()});
  }
  consequences.Print();
  if (archive.subject() == v1::ARCHIVE_SUBJECT_INSURED) {
    PrintMeasures(archive.offline());
  } else {
    std::printf("\n");
    PrintAgreements({archive.agreements().begin(), archive.agreements().end()});
  }
}

absl::StatusOr<v1::ArchiveSubject> SubjectOf(const std::string& kind) {
  v1::ArchiveSubject subject = v1::ARCHIVE_SUBJECT_UNSPECIFIED;
  if (v1::ArchiveSubject_Parse(absl::StrCat("ARCHIVE_SUBJECT_", kind), &subject)) return subject;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", kind, "\" is none of INSTITUTION, PERSON, INSURED"));
}

template <typename Message>
int PrintAll(const std::vector<Message>& messages) {
  clients::PrintJsonArray(messages);
  return kOk;
}

}  // namespace

int PersonList(const Session& session, const std::string& institution_id) {
  return With<v1::PersonService>(session, [&](const clients::Bureau& bureau, const auto& stub) {
    v1::ListPersonsRequest request;
    request.set_institution_id(institution_id);
    const auto page = [&](const v1::ListPersonsRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, stub, &v1::PersonService::Stub::ListPersons, one);
    };
    const auto all = clients::AllPages<v1::ListPersonsRequest, v1::ListPersonsResponse, v1::Person>(
        request, page, &v1::ListPersonsResponse::persons);
    if (!all.ok()) return Fail(all.status());
    if (session.json) return PrintAll(*all);
    Table table({"人员 person", "姓名 name", "职业 profession", "机构 institutions"});
    for (const v1::Person& one : *all) {
      std::string sites;
      for (const v1::Employment& at : one.employments()) {
        if (at.to_date().empty()) {
          absl::StrAppend(&sites, sites.empty() ? "" : " ", at.institution_id());
        }
      }
      table.Add({one.person_id(), one.name(),
                 Short(v1::Profession_Name(one.profession()), "PROFESSION_"), sites});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

int PersonShow(const Session& session, const std::string& person_id) {
  return With<v1::PersonService>(session, [&](const clients::Bureau& bureau, const auto& stub) {
    v1::GetPersonRequest request;
    request.set_person_id(person_id);
    const auto person =
        bureau.Call(role::ROLE_SUPERVISOR, stub, &v1::PersonService::Stub::GetPerson, request);
    if (!person.ok()) return Fail(person.status());
    v1::ListPersonScoringsRequest list;
    list.set_person_id(person_id);
    const auto page = [&](const v1::ListPersonScoringsRequest& one) {
      return bureau.Call(role::ROLE_SUPERVISOR, stub, &v1::PersonService::Stub::ListPersonScorings,
                         one);
    };
    const auto scorings =
        clients::AllPages<v1::ListPersonScoringsRequest, v1::ListPersonScoringsResponse,
                          v1::PersonScoring>(list, page, &v1::ListPersonScoringsResponse::scorings);
    if (!scorings.ok()) return Fail(scorings.status());
    if (session.json) {
      PrintJson(*person);
      return PrintAll(*scorings);
    }
    PrintPerson(person->person());
    PrintScorings(*scorings);
    return static_cast<int>(kOk);
  });
}

int AgreementList(const Session& session, const std::string& kind, const std::string& subject_id) {
  return With<v1::AgreementService>(session, [&](const clients::Bureau& bureau, const auto& stub) {
    v1::ListAgreementsRequest request;
    v1::SubjectKind of = v1::SUBJECT_KIND_UNSPECIFIED;
    if (!kind.empty() && !v1::SubjectKind_Parse(absl::StrCat("SUBJECT_KIND_", kind), &of)) {
      return Fail(absl::InvalidArgumentError(
          absl::StrCat("\"", kind, "\" is none of MEDICAL, PHARMACY, PERSON")));
    }
    request.set_subject_kind(of);
    request.set_subject_id(subject_id);
    const auto page = [&](const v1::ListAgreementsRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, stub, &v1::AgreementService::Stub::ListAgreements,
                         one);
    };
    const auto all =
        clients::AllPages<v1::ListAgreementsRequest, v1::ListAgreementsResponse, v1::Agreement>(
            request, page, &v1::ListAgreementsResponse::agreements);
    if (!all.ok()) return Fail(all.status());
    if (session.json) return PrintAll(*all);
    PrintAgreements(*all);
    return static_cast<int>(kOk);
  });
}

int AgreementShow(const Session& session, const std::string& agreement_no) {
  return With<v1::AgreementService>(session, [&](const clients::Bureau& bureau, const auto& stub) {
    v1::GetAgreementRequest request;
    request.set_agreement_no(agreement_no);
    const auto got =
        bureau.Call(role::ROLE_AUDITOR, stub, &v1::AgreementService::Stub::GetAgreement, request);
    if (!got.ok()) return Fail(got.status());
    if (session.json) {
      PrintJson(*got);
      return static_cast<int>(kOk);
    }
    PrintAgreements({got->agreement()});
    std::printf("\n");
    Table events({"序 no", "事项 event", "自 from", "至 to", "文号 document", "理由 reason"});
    for (const v1::AgreementEvent& event : got->agreement().events()) {
      events.Add({absl::StrCat(event.seq()),
                  Short(v1::AgreementEventKind_Name(event.kind()), "AGREEMENT_EVENT_KIND_"),
                  event.from_date(), event.to_date(), event.document(), event.reason()});
    }
    events.Print();
    return static_cast<int>(kOk);
  });
}

int InsuredShow(const Session& session, const std::string& insured_id) {
  return With<v1::InsuredService>(session, [&](const clients::Bureau& bureau, const auto& stub) {
    v1::GetInsuredRequest request;
    request.set_insured_id(insured_id);
    const auto got =
        bureau.Call(role::ROLE_AUDITOR, stub, &v1::InsuredService::Stub::GetInsured, request);
    if (!got.ok()) return Fail(got.status());
    if (session.json) {
      PrintJson(*got);
      return static_cast<int>(kOk);
    }
    std::printf("%s  %s%s\n\n", got->insured().insured_id().c_str(),
                got->insured().offline() ? "暂停联网 offline" : "联网 online",
                got->insured().pending().empty() ? "" : "  待批 waits for approval");
    PrintMeasures(got->insured().measures());
    return static_cast<int>(kOk);
  });
}

int ArchiveShow(const Session& session, const std::string& kind, const std::string& id) {
  return With<v1::ArchiveService>(session, [&](const clients::Bureau& bureau, const auto& stub) {
    const auto subject = SubjectOf(kind);
    if (!subject.ok()) return Fail(subject.status());
    v1::GetArchiveRequest request;
    request.set_subject(*subject);
    request.set_subject_id(id);
    const auto got =
        bureau.Call(role::ROLE_SUPERVISOR, stub, &v1::ArchiveService::Stub::GetArchive, request);
    if (!got.ok()) return Fail(got.status());
    if (session.json) {
      PrintJson(*got);
    } else {
      PrintArchive(got->archive());
    }
    return static_cast<int>(kOk);
  });
}

int ArchiveSave(const Session& session, const std::string& kind, const std::string& id,
                const std::string& file) {
  return With<v1::ArchiveService>(session, [&](const clients::Bureau& bureau, const auto& stub) {
    const auto subject = SubjectOf(kind);
    if (!subject.ok()) return Fail(subject.status());
    v1::DownloadArchiveRequest request;
    request.set_subject(*subject);
    request.set_subject_id(id);
    std::string pdf;
    absl::Status status = rpc::InvokeStream(*stub, &v1::ArchiveService::Stub::DownloadArchive,
                                            request, bureau.As(role::ROLE_SUPERVISOR),
                                            [&pdf](const v1::DownloadArchiveResponse& piece) {
                                              pdf += piece.data();
                                              return absl::OkStatus();
                                            });
    if (status.ok()) status = clients::WriteFile(file, pdf);
    if (!status.ok()) return Fail(status);
    std::printf("%s  %zu bytes\n", file.c_str(), pdf.size());
    return static_cast<int>(kOk);
  });
}

}  // namespace probity::ctl
