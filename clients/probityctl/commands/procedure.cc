#include "clients/probityctl/commands/procedure.h"

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/common/bureau.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = v1::ProcedureService::Stub;

// Runs `body` with the services; prints what went wrong.
template <typename Body>
int With(const Session& session, Body body) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  return bureau.ok() ? body(*bureau) : Fail(bureau.status());
}

absl::StatusOr<std::string> CaseIdOf(const clients::Bureau& bureau, const std::string& case_ref) {
  v1::GetCaseRequest request;
  request.set_case_ref(case_ref);
  PROBITY_ASSIGN_OR_RETURN(
      const v1::GetCaseResponse response,
      bureau.Call(role::ROLE_AUDITOR, bureau.cases, &v1::CaseService::Stub::GetCase, request));
  return response.case_().case_id();
}

std::string PartsOf(const v1::CaseRecord& record) {
  std::string text;
  for (const v1::RecordPart& part : record.parts()) {
    absl::StrAppend(&text, text.empty() ? "" : "; ",
                    Short(v1::RecordPartKind_Name(part.kind()), "RECORD_PART_KIND_"), " ",
                    part.value(), part.text().empty() ? "" : ": ", part.text());
  }
  return text;
}

void AddRecord(const v1::CaseRecord& one, Table& table) {
  table.Add({absl::StrCat(one.seq()), one.date(),
             Short(v1::RecordKind_Name(one.kind()), "RECORD_KIND_"), one.outcome(), one.actor(),
             one.document_no(), one.due_date(), one.reason(), PartsOf(one)});
}

Table RecordTable() {
  return Table({"序 no", "日期 date", "事项 act", "结果 outcome", "经办 by", "文号 document",
                "期限 due", "理由 reason", "涉及 names"});
}

// Records one act of a case and prints its line. `fill` sets what the request says.
template <typename Request, typename Response, typename Fill>
int Act(const Session& session, const ActOptions& options, options::v1::Role by,
        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Fill fill) {
  return With(session, [&](const clients::Bureau& bureau) {
    const absl::StatusOr<std::string> case_id = CaseIdOf(bureau, options.case_ref);
    if (!case_id.ok()) return Fail(case_id.status());
    Request request;
    request.set_request_id(RandomUuid(crypto::SystemEntropy()));
    request.set_case_id(*case_id);
    fill(request);
    const auto response = bureau.Call(by, bureau.procedure, method, request);
    if (!response.ok()) return Fail(response.status());
    if (session.json) {
      PrintJson(*response);
    } else {
      Table table = RecordTable();
      AddRecord(response->record(), table);
      table.Print();
    }
    return static_cast<int>(kOk);
  });
}

std::string DocumentName(v1::DocumentType type) {
  return Short(v1::DocumentType_Name(type), "DOCUMENT_TYPE_");
}

template <typename Enum>
Enum EnumOf(bool (*parse)(google::protobuf::ConstStringParam, Enum*), std::string_view prefix,
            const std::string& name) {
  Enum value = static_cast<Enum>(0);
  parse(absl::StrCat(ToAbsl(prefix), name), &value);
  return value;
}

}  // namespace

int CaseRecords(const Session& session, const std::string& case_ref) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::ListRecordsRequest request;
    request.set_case_ref(case_ref);
    const auto page = [&](const v1::ListRecordsRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.procedure, &Stub::ListRecords, one);
    };
    const auto all =
        clients::AllPages<v1::ListRecordsRequest, v1::ListRecordsResponse, v1::CaseRecord>(
            request, page, &v1::ListRecordsResponse::records);
    if (!all.ok()) return Fail(all.status());
    if (session.json) {
      clients::PrintJsonArray(*all);
      return static_cast<int>(kOk);
    }
    Table table = RecordTable();
    for (const v1::CaseRecord& one : *all) AddRecord(one, table);
    table.Print();
    return static_cast<int>(kOk);
  });
}

int CaseChecklist(const Session& session, const std::string& case_ref) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::GetChecklistRequest request;
    request.set_case_ref(case_ref);
    const auto response =
        bureau.Call(role::ROLE_AUDITOR, bureau.procedure, &Stub::GetChecklist, request);
    if (!response.ok()) return Fail(response.status());
    if (session.json) {
      PrintJson(*response);
      return static_cast<int>(kOk);
    }
    Table table({"事项 item", "制度 system", "状态 state"});
    for (const v1::ChecklistLine& line : response->lines()) {
      table.Add({line.title(),
                 Short(v1::EnforcementSystem_Name(line.system()), "ENFORCEMENT_SYSTEM_"),
                 Short(v1::ChecklistState_Name(line.state()), "CHECKLIST_STATE_")});
    }
    table.Print();
    for (const v1::ChecklistLine& line : response->lines()) {
      for (const v1::MissingDocument& one : line.missing()) {
        std::printf("缺 missing: %s%s %s\n", DocumentName(one.type()).c_str(),
                    one.or_type() == v1::DOCUMENT_TYPE_UNSPECIFIED
                        ? ""
                        : absl::StrCat(" / ", DocumentName(one.or_type())).c_str(),
                    one.number_text().empty()
                        ? "未制作 not issued"
                        : absl::StrCat(one.number_text(), " 未送达 not served").c_str());
      }
    }
    std::printf("%s\n", response->may_close() ? "可以结案 it may be closed"
                                              : "尚不能结案 it cannot be closed yet");
    return static_cast<int>(kOk);
  });
}

int CaseTellHearing(const Session& session, const ActOptions& options) {
  return Act<v1::TellHearingRightRequest, v1::TellHearingRightResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::TellHearingRight,
      [&](v1::TellHearingRightRequest& request) {
        request.set_document_no(options.document);
        request.set_served_date(options.date);
      });
}

int CaseRequestHearing(const Session& session, const ActOptions& options) {
  return Act<v1::RequestHearingRequest, v1::RequestHearingResponse>(
      session, options, role::ROLE_CASE_OFFICER, &Stub::RequestHearing,
      [&](v1::RequestHearingRequest& request) {
        request.set_reason(options.reason);
        request.set_received_date(options.date);
      });
}

int CaseWaiveHearing(const Session& session, const ActOptions& options) {
  return Act<v1::WaiveHearingRequest, v1::WaiveHearingResponse>(
      session, options, role::ROLE_CASE_OFFICER, &Stub::WaiveHearing,
      [&](v1::WaiveHearingRequest& request) { request.set_document_no(options.document); });
}

int CaseCallHearing(const Session& session, const ActOptions& options) {
  return Act<v1::NotifyHearingRequest, v1::NotifyHearingResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::NotifyHearing,
      [&](v1::NotifyHearingRequest& request) {
        request.set_document_no(options.document);
        request.set_served_date(options.date);
        request.set_hearing_date(options.hearing_date);
        request.set_place(options.place);
        request.set_host(options.host);
      });
}

int CaseRecordHearing(const Session& session, const ActOptions& options) {
  return Act<v1::RecordHearingRequest, v1::RecordHearingResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::RecordHearing,
      [&](v1::RecordHearingRequest& request) {
        request.set_outcome(options.absent ? v1::HEARING_OUTCOME_PARTY_ABSENT
                                           : v1::HEARING_OUTCOME_HELD);
        request.set_held_date(options.date);
        request.set_record_no(options.document);
        request.set_report_no(options.report);
        request.set_recorder(options.recorder);
        request.set_summary(options.reason);
      });
}

int CaseLegalReview(const Session& session, const ActOptions& options) {
  return Act<v1::RecordLegalReviewRequest, v1::RecordLegalReviewResponse>(
      session, options, role::ROLE_LEGAL_REVIEWER, &Stub::RecordLegalReview,
      [&](v1::RecordLegalReviewRequest& request) {
        request.set_opinion(options.returned ? v1::REVIEW_OPINION_RETURN
                                             : v1::REVIEW_OPINION_AGREE);
        request.set_document_no(options.document);
        request.set_reason(options.reason);
      });
}

int CaseDiscuss(const Session& session, const ActOptions& options) {
  return Act<v1::RecordCollectiveDiscussionRequest, v1::RecordCollectiveDiscussionResponse>(
      session, options, role::ROLE_DIRECTOR, &Stub::RecordCollectiveDiscussion,
      [&](v1::RecordCollectiveDiscussionRequest& request) {
        request.set_held_date(options.date);
        request.set_document_no(options.document);
        request.set_conclusion(options.reason);
        for (const std::string& one : options.participants) request.add_participants(one);
        for (const std::string& one : options.dissents) {
          const std::vector<std::string> parts = absl::StrSplit(one, absl::MaxSplits('=', 1));
          v1::DissentingOpinion& dissent = *request.add_dissents();
          dissent.set_person(parts.front());
          dissent.set_opinion(parts.back());
        }
      });
}

int CasePublicity(const Session& session, const ActOptions& options) {
  return Act<v1::RecordPublicityRequest, v1::RecordPublicityResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::RecordPublicity,
      [&](v1::RecordPublicityRequest& request) {
        request.set_fact(options.document.empty() ? v1::PUBLICITY_FACT_NOT_PUBLISHED
                                                  : v1::PUBLICITY_FACT_PUBLISHED);
        request.set_document_no(options.document);
        request.set_reason(options.reason);
        request.set_date(options.date);
      });
}

int TransferList(const Session& session) {
  return With(session, [&](const clients::Bureau& bureau) {
    const auto page = [&](const v1::ListOpenTransfersRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.procedure, &Stub::ListOpenTransfers, one);
    };
    const auto all =
        clients::AllPages<v1::ListOpenTransfersRequest, v1::ListOpenTransfersResponse,
                          v1::OpenTransfer>({}, page, &v1::ListOpenTransfersResponse::transfers);
    if (!all.ok()) return Fail(all.status());
    if (session.json) {
      clients::PrintJsonArray(*all);
      return static_cast<int>(kOk);
    }
    Table table({"案号 case", "序 no", "移送至 to", "文号 document", "移送日 handed over",
                 "答复期限 due", "回执 receipt"});
    for (const v1::OpenTransfer& one : *all) {
      table.Add({one.case_ref(), absl::StrCat(one.transfer()),
                 Short(v1::Authority_Name(one.authority()), "AUTHORITY_"), one.document_no(),
                 one.handed_over_date(),
                 absl::StrCat(one.due_date(), one.overdue() ? " 逾期 overdue" : ""),
                 one.received() ? "有 yes" : "-"});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

int TransferHandOver(const Session& session, const ActOptions& options) {
  return Act<v1::TransferCaseRequest, v1::TransferCaseResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::TransferCase,
      [&](v1::TransferCaseRequest& request) {
        request.set_authority(
            EnumOf<v1::Authority>(&v1::Authority_Parse, "AUTHORITY_", options.authority));
        request.set_document_no(options.document);
        request.set_handed_over_date(options.date);
        request.set_reason(options.reason);
      });
}

int TransferAnswered(const Session& session, const ActOptions& options) {
  return Act<v1::RecordTransferAnswerRequest, v1::RecordTransferAnswerResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::RecordTransferAnswer,
      [&](v1::RecordTransferAnswerRequest& request) {
        request.set_transfer(options.number);
        request.set_answer(EnumOf<v1::TransferAnswer>(&v1::TransferAnswer_Parse, "TRANSFER_ANSWER_",
                                                      options.answer));
        request.set_document_no(options.document);
        request.set_answered_date(options.date);
        request.set_summary(options.reason);
      });
}

int TransferGiveUp(const Session& session, const ActOptions& options) {
  return Act<v1::GiveUpTransferRequest, v1::GiveUpTransferResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::GiveUpTransfer,
      [&](v1::GiveUpTransferRequest& request) {
        request.set_transfer(options.number);
        request.set_reason(options.reason);
      });
}

int ChallengeList(const Session& session, bool open_only) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::ListChallengesRequest request;
    request.set_open_only(open_only);
    const auto page = [&](const v1::ListChallengesRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.challenges,
                         &v1::ChallengeService::Stub::ListChallenges, one);
    };
    const auto all =
        clients::AllPages<v1::ListChallengesRequest, v1::ListChallengesResponse, v1::Challenge>(
            request, page, &v1::ListChallengesResponse::challenges);
    if (!all.ok()) return Fail(all.status());
    if (session.json) {
      clients::PrintJsonArray(*all);
      return static_cast<int>(kOk);
    }
    Table table({"案件 case_id", "序 no", "日期 date", "对象 against", "理由 reason", "决定 ruling",
                 "决定人 by"});
    for (const v1::Challenge& one : *all) {
      table.Add(
          {one.case_id(), absl::StrCat(one.challenge_no()), one.date(),
           absl::StrCat(Short(v1::ChallengeTarget_Name(one.target_kind()), "CHALLENGE_TARGET_"),
                        " ", one.target()),
           one.reason(),
           one.ruling() == v1::RULING_UNSPECIFIED ? "-"
                                                  : Short(v1::Ruling_Name(one.ruling()), "RULING_"),
           one.ruled_by()});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

int ChallengeRule(const Session& session, const ActOptions& options) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::RuleOnChallengeRequest request;
    request.set_request_id(RandomUuid(crypto::SystemEntropy()));
    request.set_case_id(options.case_ref);
    request.set_challenge_no(options.number);
    request.set_ruling(options.granted ? v1::RULING_GRANTED : v1::RULING_REFUSED);
    request.set_reason(options.reason);
    const auto response = bureau.Call(role::ROLE_SUPERVISOR, bureau.challenges,
                                      &v1::ChallengeService::Stub::RuleOnChallenge, request);
    if (!response.ok()) return Fail(response.status());
    if (session.json) {
      PrintJson(*response);
    } else {
      std::printf("%s  %lld  %s\n", response->challenge().case_id().c_str(),
                  static_cast<long long>(response->challenge().challenge_no()),
                  Short(v1::Ruling_Name(response->challenge().ruling()), "RULING_").c_str());
    }
    return static_cast<int>(kOk);
  });
}

}  // namespace probity::ctl
