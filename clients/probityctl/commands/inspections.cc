#include "clients/probityctl/commands/inspections.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/common/actors.h"
#include "clients/common/bureau.h"
#include "clients/common/connect.h"
#include "clients/common/files.h"
#include "clients/common/output.h"
#include "common/crypto/crypto.h"
#include "common/draw/inspection_transcript.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "probity/scoring/v1/inspection_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = v1::InspectionService::Stub;

struct Caller {
  std::unique_ptr<Stub> stub;
  rpc::CallOptions options;
};

absl::StatusOr<Caller> Connect(const Session& session, const std::string& role_name) {
  role::Role as = role::ROLE_UNSPECIFIED;
  if (!role::Role_Parse(absl::StrCat("ROLE_", role_name), &as)) {
    return BadRequest({{"--role", "SUPERVISOR, DIRECTOR, LEGAL_REVIEWER, AUDITOR, GROUP_OFFICER"}});
  }
  PROBITY_ASSIGN_OR_RETURN(const clients::Actors actors, session.Actors());
  PROBITY_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel,
                           clients::Connect(session.addresses, session.addresses.scoring));
  Caller caller{v1::InspectionService::NewStub(channel), {}};
  caller.options.caller = actors.For(as);
  caller.options.timeout = absl::Seconds(30);
  return caller;
}

std::string StateOf(const v1::Campaign& campaign) {
  return Short(v1::CampaignState_Name(campaign.state()), "CAMPAIGN_STATE_");
}

void PrintCampaign(const v1::Campaign& campaign) {
  std::printf("%s  %s  %s\n", campaign.campaign_id().c_str(), campaign.title().c_str(),
              StateOf(campaign).c_str());
  std::printf("已承诺 committed: %s\n已揭示 revealed:  %s\n",
              absl::StrJoin(campaign.committed(), ", ").c_str(),
              absl::StrJoin(campaign.revealed(), ", ").c_str());
  if (!campaign.pool_sha256().empty()) {
    std::printf("名单 pool: %d 机构 institutions, %d 检查人员 inspectors, sha256 %s\n",
                campaign.pool_institutions(), campaign.pool_inspectors(),
                campaign.pool_sha256().c_str());
  }
  if (campaign.teams().empty()) return;
  std::printf("\n");
  Table teams({"序 no", "机构 institution", "分层 stratum", "检查人员 inspectors"});
  for (const v1::InspectionTeam& one : campaign.teams()) {
    teams.Add({absl::StrCat(one.order()), one.institution_id(), one.stratum(),
               absl::StrJoin(one.inspectors(), ", ")});
  }
  teams.Print();
}

int Print(const Session& session, const v1::Campaign& campaign) {
  if (session.json) {
    PrintJson(campaign);
  } else {
    PrintCampaign(campaign);
  }
  return kOk;
}

// The share kept in `file`: 64 hex digits on one line.
absl::StatusOr<std::string> ReadShare(const std::string& file) {
  PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(file));
  absl::StatusOr<std::string> share = crypto::FromHex(ToStd(absl::StripAsciiWhitespace(text)));
  if (share.ok() && share->size() == draw::kShareSize) return share;
  return BadRequest({{file, "a share is 64 hex digits on one line"}});
}

absl::StatusOr<std::string> TakeShare(const std::string& file) {
  if (std::filesystem::exists(file)) return ReadShare(file);
  const std::string share = crypto::SystemEntropy()(draw::kShareSize);
  PROBITY_RETURN_IF_ERROR(clients::WriteFile(file, crypto::Hex(share) + "\n", 0600));
  return share;
}

absl::StatusOr<std::string> Download(const Caller& caller, const std::string& campaign_id) {
  v1::StreamTranscriptRequest request;
  request.set_campaign_id(campaign_id);
  std::string text;
  PROBITY_RETURN_IF_ERROR(rpc::InvokeStream(*caller.stub, &Stub::StreamTranscript, request,
                                            caller.options,
                                            [&](const v1::StreamTranscriptResponse& one) {
                                              text += one.piece();
                                              return absl::OkStatus();
                                            }));
  return text;
}

}  // namespace

int InspectionList(const Session& session, const InspectionOptions& options) {
  const absl::StatusOr<Caller> caller = Connect(session, options.role);
  if (!caller.ok()) return Fail(caller.status());
  v1::ListCampaignsRequest request;
  request.set_year(options.year);
  const auto page = [&](const v1::ListCampaignsRequest& one) {
    return rpc::Invoke(*caller->stub, &Stub::ListCampaigns, one, caller->options);
  };
  const auto all =
      clients::AllPages<v1::ListCampaignsRequest, v1::ListCampaignsResponse, v1::Campaign>(
          request, page, &v1::ListCampaignsResponse::campaigns);
  if (!all.ok()) return Fail(all.status());
  if (session.json) {
    clients::PrintJsonArray(*all);
    return kOk;
  }
  Table table({"编号 id", "名称 title", "年度 year", "状态 state", "机构 in the pool"});
  for (const v1::Campaign& one : *all) {
    table.Add({one.campaign_id(), one.title(), absl::StrCat(one.year()), StateOf(one),
               absl::StrCat(one.pool_institutions())});
  }
  table.Print();
  return kOk;
}

int InspectionShow(const Session& session, const InspectionOptions& options) {
  const absl::StatusOr<Caller> caller = Connect(session, options.role);
  if (!caller.ok()) return Fail(caller.status());
  v1::GetCampaignRequest request;
  request.set_campaign_id(options.campaign_id);
  const auto got = rpc::Invoke(*caller->stub, &Stub::GetCampaign, request, caller->options);
  return got.ok() ? Print(session, got->campaign()) : Fail(got.status());
}

int InspectionCommit(const Session& session, const InspectionOptions& options) {
  const absl::StatusOr<Caller> caller = Connect(session, options.role);
  if (!caller.ok()) return Fail(caller.status());
  const absl::StatusOr<std::string> share = TakeShare(options.file);
  if (!share.ok()) return Fail(share.status());
  v1::CommitShareRequest request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_campaign_id(options.campaign_id);
  request.set_commitment(
      draw::Commitment(options.campaign_id, caller->options.caller.person, *share));
  const auto done = rpc::Invoke(*caller->stub, &Stub::CommitShare, request, caller->options);
  return done.ok() ? Print(session, done->campaign()) : Fail(done.status());
}

int InspectionReveal(const Session& session, const InspectionOptions& options) {
  const absl::StatusOr<Caller> caller = Connect(session, options.role);
  if (!caller.ok()) return Fail(caller.status());
  const absl::StatusOr<std::string> share = ReadShare(options.file);
  if (!share.ok()) return Fail(share.status());
  v1::RevealShareRequest request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_campaign_id(options.campaign_id);
  request.set_share(*share);
  const auto done = rpc::Invoke(*caller->stub, &Stub::RevealShare, request, caller->options);
  return done.ok() ? Print(session, done->campaign()) : Fail(done.status());
}

int InspectionTranscript(const Session& session, const InspectionOptions& options) {
  const absl::StatusOr<Caller> caller = Connect(session, options.role);
  if (!caller.ok()) return Fail(caller.status());
  const absl::StatusOr<std::string> text = Download(*caller, options.campaign_id);
  if (!text.ok()) return Fail(text.status());
  const absl::Status written = clients::WriteFile(options.file, *text);
  if (!written.ok()) return Fail(written);
  std::printf("%s: %zu bytes; check it with `probityctl inspection verify %s`\n",
              options.file.c_str(), text->size(), options.file.c_str());
  return kOk;
}

int InspectionVerify(const InspectionOptions& options) {
  const absl::StatusOr<std::string> text = clients::ReadFile(options.file);
  if (!text.ok()) return Fail(text.status());
  const absl::StatusOr<draw::Transcript> transcript = draw::ParseTranscript(*text);
  if (!transcript.ok()) return Fail(transcript.status());
  const absl::Status replayed = draw::Replay(*transcript);
  if (!replayed.ok()) return Fail(replayed);
  std::printf(
      "抽取可复算 the draw is reproduced: %zu 机构 institutions of %zu, %zu 检查人员 inspectors, "
      "%zu "
      "承诺 shares, %zu 回避 recusals\n",
      transcript->teams.size(), transcript->campaign.institutions.size(),
      transcript->campaign.inspectors.size(), transcript->shares.size(),
      transcript->recusals.size());
  return kOk;
}

}  // namespace probity::ctl
