// The review service's key-encryption keys: a new generation, which are still needed, and the end
// of one that is not.
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/common/actors.h"
#include "clients/common/connect.h"
#include "clients/probityctl/commands/review.h"
#include "common/crypto/crypto.h"
#include "common/crypto/key_files.h"
#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "probity/review/v1/key_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = review::v1;

constexpr absl::Duration kPatience = absl::Seconds(10);

struct Stem {
  const char* file;
  const char* holds;
};

absl::StatusOr<v1::KekKind> KindNamed(const std::string& name) {
  const std::string upper = absl::AsciiStrToUpper(name);
  if (upper == "R" || upper == "KEK_R") return v1::KEK_KIND_ROSTER;
  if (upper == "H" || upper == "KEK_H") return v1::KEK_KIND_HEARING;
  return BadRequest({{"kind", "must be R (KEK_R, the roster's) or H (KEK_H, the hearings')"}});
}

Stem Of(v1::KekKind kind) {
  return kind == v1::KEK_KIND_ROSTER ? Stem{"kek_r", "KEK_R"} : Stem{"kek_h", "KEK_H"};
}

absl::StatusOr<v1::GetKeyUseResponse> Ask(const Session& session) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Actors actors, session.Actors());
  PROBITY_ASSIGN_OR_RETURN(const auto channel,
                           clients::Connect(session.addresses, session.addresses.review));
  const auto stub = v1::KeyService::NewStub(channel);
  rpc::CallOptions options;
  options.caller = actors.For(options::v1::ROLE_AUDITOR);
  options.timeout = kPatience;
  return rpc::Invoke(*stub, &v1::KeyService::Stub::GetKeyUse, v1::GetKeyUseRequest(), options);
}

std::string State(const v1::KeyGeneration& one) {
  if (one.newest()) return "最新，封存所用 newest, seals";
  std::string needed;
  if (one.holds_contacts()) needed = "联系方式 contacts";
  if (one.holds_rounds()) absl::StrAppend(&needed, needed.empty() ? "" : ", ", "未结场次 rounds");
  return needed.empty() ? "可销毁 not needed: retire it" : "仍需 needed by: " + needed;
}

void PrintUse(const Session& session, const v1::GetKeyUseResponse& use) {
  if (session.json) return PrintJson(use);
  Table table({"密钥 key", "代 generation", "状态 state"});
  for (const v1::KeyGeneration& one : use.generations()) {
    table.Add({Of(one.kind()).holds, absl::StrCat(one.generation()), State(one)});
  }
  std::fputs(table.Text().c_str(), stdout);
  if (use.unreadable()) {
    std::puts(
        "有数据无任何已挂载密钥可解 something stored opens under no generation that is mounted: "
        "restore that key, abort the round, or put the member's contact anew");
  }
}

absl::Status MayRetire(const v1::GetKeyUseResponse& use, v1::KekKind kind, int generation) {
  if (use.unreadable()) {
    return absl::FailedPreconditionError(
        "something stored opens under no generation that is mounted; no key is destroyed until "
        "`review kek status` no longer says so");
  }
  for (const v1::KeyGeneration& one : use.generations()) {
    if (one.kind() != kind || one.generation() != generation) continue;
    if (one.newest()) {
      return absl::FailedPreconditionError(
          "the newest generation seals; make a new one first: `review kek new`");
    }
    if (!one.holds_contacts() && !one.holds_rounds()) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(State(one), "; see docs/keys.md"));
  }
  return absl::FailedPreconditionError(
      "the service has no such generation; its folder may be another one");
}

absl::Status Retire(const Session& session, const KekRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const v1::KekKind kind, KindNamed(request.kind));
  const auto file = crypto::KeyFile(request.dir, Of(kind).file, request.generation);
  if (request.generation < 1 || !std::filesystem::exists(file)) {
    return BadRequest({{"--generation", absl::StrCat("there is no file ", file.string())}});
  }
  PROBITY_ASSIGN_OR_RETURN(const v1::GetKeyUseResponse use, Ask(session));
  PROBITY_RETURN_IF_ERROR(MayRetire(use, kind, request.generation));
  PROBITY_RETURN_IF_ERROR(crypto::DestroyKeyFile(file));
  std::printf(
      "已销毁 destroyed: %s\n  备份与其他副本须一并销毁 destroy its copies, too; then start the "
      "service anew, which still has it in memory\n",
      file.c_str());
  return absl::OkStatus();
}

absl::Status Make(const KekRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const v1::KekKind kind, KindNamed(request.kind));
  PROBITY_ASSIGN_OR_RETURN(const crypto::KeyGenerations there,
                           crypto::ReadKeyFiles(request.dir, Of(kind).file));
  if (there.empty()) {
    return BadRequest({{"--dir", absl::StrCat("holds no ", Of(kind).file,
                                              "; the service makes the first itself")}});
  }
  const auto file = crypto::KeyFile(request.dir, Of(kind).file, there.rbegin()->first + 1);
  std::string key = crypto::SystemEntropy()(crypto::kKeySize);
  const absl::Status written = crypto::WriteKeyFile(file, key);
  crypto::Cleanse(key);
  PROBITY_RETURN_IF_ERROR(written);
  std::printf(
      "已生成 made: %s\n  备份一份并重启审查服务 keep one copy apart from the database backups and "
      "start the service anew: what it writes then is sealed with it\n",
      file.c_str());
  return absl::OkStatus();
}

int Exit(const absl::Status& status) {
  return status.ok() ? kOk : Fail(status);
}

}  // namespace

int KekStatus(const Session& session) {
  const auto use = Ask(session);
  if (!use.ok()) return Fail(use.status());
  PrintUse(session, *use);
  return kOk;
}

int KekNew(const KekRequest& request) {
  return Exit(Make(request));
}

int KekRetire(const Session& session, const KekRequest& request) {
  return Exit(Retire(session, request));
}

}  // namespace probity::ctl
