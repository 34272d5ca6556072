#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/codes/file_kind.h"
#include "common/id/id.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "services/scoring/api/evidence/evidence_convert.h"
#include "services/scoring/api/evidence/transfer.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/evidence/content_store.h"
#include "services/scoring/store/evidence/evidence_store.h"

namespace probity::scoring {
namespace {

using Request = v1::UploadEvidenceRequest;
using Response = v1::UploadEvidenceResponse;

// Each of an upload's many transactions is short, however long the upload may last.
constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr int32_t kSweptAtOnce = 100;

absl::Time Soon(const rpc::Call& call) {
  return std::min(call.deadline, absl::Now() + kPatience);
}

// Whether this person may add evidence to the case now.
absl::Status CheckCase(const CaseFile& file, std::string_view person) {
  PROBITY_RETURN_IF_ERROR(CheckTakesEvidence(file.state));
  if (IsOfficer(file, person)) return absl::OkStatus();
  return Denied(Reason::k_NOT_AN_OFFICER_OF_THE_CASE,
                "evidence is brought by an officer of the case; 非本案承办人不得提交证据");
}

absl::Status DropUpload(const ServiceEnv& env, absl::Time deadline, const Id& store_id) {
  bool gone = false;
  while (!gone) {
    PROBITY_RETURN_IF_ERROR(env.database.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(gone, DropSomeChunks(tx, env.region, store_id));
      return absl::OkStatus();
    }));
  }
  return absl::OkStatus();
}

// One upload on its way: what came so far, cut into chunks of its own, hashed and staged.
class Intake {
 public:
  Intake(const ServiceEnv& env, const rpc::Call& call, const EvidenceItem& declared)
      : env_(env), call_(call), declared_(declared) {}

  // Unless the content is visible already, what arrives is staged. Removes it again if it has not
  // become visible when this ends; what a killed process leaves is swept later.
  absl::Status Begin() {
    store_id_ = TimeOrderedId(absl::Now(), env_.entropy);
    return env_.database.Transact(Soon(call_), [&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                               LoadCase(tx, env_.region, {declared_.case_id, ""}));
      PROBITY_RETURN_IF_ERROR(CheckCase(file, call_.caller.person));
      PROBITY_ASSIGN_OR_RETURN(const std::optional<StoredContent> known,
                               FindContent(tx, env_.region, declared_.sha256));
      staging_ = !known.has_value();
      return staging_ ? BeginUpload(tx, env_.region, store_id_, absl::Now()) : absl::OkStatus();
    });
  }
  ~Intake() {
    if (staging_) DropUpload(env_, absl::Now() + kPatience, store_id_).IgnoreError();
  }
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  // EVIDENCE_INCOMPLETE as soon as more comes than was declared.
  absl::Status Take(const std::string& bytes) {
    size_ += static_cast<int64_t>(bytes.size());
    if (size_ > declared_.size_bytes) return CheckReceived(declared_, size_, "");
    hasher_.Update(bytes);
    if (head_.size() < codes::kSniffBytes) {
      head_.append(bytes, 0, codes::kSniffBytes - head_.size());
      if (head_.size() == codes::kSniffBytes) {
        PROBITY_RETURN_IF_ERROR(CheckFileKind(declared_.file_name, head_));
      }
    }
    if (!staging_) return absl::OkStatus();
    buffer_ += bytes;
    while (static_cast<int64_t>(buffer_.size()) >= kMaxChunkBytes) {
      PROBITY_RETURN_IF_ERROR(Stage(buffer_.substr(0, kMaxChunkBytes)));
      buffer_.erase(0, kMaxChunkBytes);
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    PROBITY_RETURN_IF_ERROR(CheckReceived(declared_, size_, hasher_.Finish()));
    PROBITY_RETURN_IF_ERROR(CheckFileKind(declared_.file_name, head_));
    return buffer_.empty() || !staging_ ? absl::OkStatus() : Stage(std::exchange(buffer_, ""));
  }

  // Inside the final transaction; true if the same bytes were visible before.
  absl::StatusOr<bool> Publish(sql::Tx& tx) const {
    if (!staging_) return true;
    PROBITY_ASSIGN_OR_RETURN(const bool published, PublishContent(tx, env_.region, declared_.sha256,
                                                                  {store_id_, size_, chunks_}));
    return !published;
  }

 private:
  absl::Status Stage(const std::string& chunk) {
    ++chunks_;
    return env_.database.Transact(Soon(call_), [&](sql::Tx& tx) {
      return PutChunk(tx, env_.region, store_id_, chunks_, chunk, absl::Now());
    });
  }

  const ServiceEnv& env_;
  const rpc::Call& call_;
  const EvidenceItem& declared_;
  Id store_id_;
  bool staging_ = false;
  int64_t size_ = 0;
  int64_t chunks_ = 0;
  std::string head_;
  std::string buffer_;
  crypto::Sha256Hasher hasher_;
};

absl::Status TakeAll(const Request& first, rpc::Source& source, Intake& intake) {
  Request message;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const bool more, source.Read(&message));
    if (!more) return intake.Finish();
    FieldCheck check;
    check.Check(!message.has_head(), "head", "in the first message only");
    check.Check(message.request_id().empty() || message.request_id() == first.request_id(),
                "request_id", "in the first message only");
    check.Check(
        !message.chunk().empty() && static_cast<int64_t>(message.chunk().size()) <= kMaxChunkBytes,
        "chunk", absl::StrCat("1 to ", kMaxChunkBytes, " bytes"));
    PROBITY_RETURN_IF_ERROR(check.Result());
    PROBITY_RETURN_IF_ERROR(intake.Take(message.chunk()));
  }
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const EvidenceItem& item,
                   const RecordedAt& at) {
  ledger::Fields fields;
  fields.Add("actor", item.uploaded_by)
      .Add("evidence_id", item.evidence_id)
      .Add("case_id", item.case_id)
      .AddHex("sha256", item.sha256)
      .Add("size_bytes", item.size_bytes);
  return AppendAudit(tx, env.region, AuditKind::kEvidenceAdded, fields, at).status();
}

// The one transaction in which the item appears.
absl::StatusOr<Response> Appear(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                EvidenceItem item, const Intake& intake) {
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCaseForUpdate(tx, env.region, item.case_id));
  PROBITY_RETURN_IF_ERROR(CheckCase(file, call.caller.person));
  Response response;
  PROBITY_ASSIGN_OR_RETURN(const bool before, intake.Publish(tx));
  const RecordedAt at = Now(env);
  item.evidence_id = TimeOrderedId(at.time, env.entropy).Text();
  item.uploaded_by = call.caller.person;
  item.recorded_time = absl::ToUnixMicros(at.time);
  item.scenario = at.scenario;
  CustodyLine collected;
  collected.person = item.uploaded_by;
  collected.other = item.source_person;
  collected.business_date = calendar::DateOf(at.time);
  collected.recorded_time = item.recorded_time;
  collected.scenario = at.scenario;
  PROBITY_RETURN_IF_ERROR(InsertEvidence(tx, env.region, item, collected));
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, item, at));
  *response.mutable_evidence() = ToProto(item, {});
  response.set_stored_before(before);
  return response;
}

}  // namespace

absl::StatusOr<Response> UploadEvidence(const ServiceEnv& env, const rpc::Call& call,
                                        rpc::Source& source) {
  Request first;
  PROBITY_RETURN_IF_ERROR(source.Read(&first).status());
  FieldCheck check;
  check.Check(first.chunk().empty(), "chunk", "not in the first message, which has the head");
  const EvidenceItem declared = HeadField(first.head(), Today(env.clock), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const std::optional<Response> answered,
                           rpc::StoredAnswer<Response>(env.database, call, first));
  if (answered.has_value()) return *answered;
  Intake intake(env, call, declared);
  PROBITY_RETURN_IF_ERROR(intake.Begin());
  PROBITY_RETURN_IF_ERROR(TakeAll(first, source, intake));
  rpc::Call last = call;
  last.deadline = Soon(call);
  return rpc::Idempotent<Response>(env.database, last, first, [&](sql::Tx& tx) {
    return Appear(env, tx, call, declared, intake);
  });
}

absl::Status SweepUploads(const ServiceEnv& env, absl::Time deadline, absl::Time before) {
  std::vector<Id> left;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(left, UploadsUntouched(tx, env.region, before, kSweptAtOnce));
    return absl::OkStatus();
  }));
  for (const Id& store_id : left) {
    PROBITY_RETURN_IF_ERROR(DropUpload(env, deadline, store_id));
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
