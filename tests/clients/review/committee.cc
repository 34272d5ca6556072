#include "tests/clients/review/committee.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/common/output.h"
#include "common/codes/blind_image.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

namespace v1 = review::v1;

constexpr char kAnswerCode[] = "7ZZZZ00000ABCDE11111VWXYZ";
constexpr size_t kSmall = 128;
constexpr size_t kBallot = 3072;
const char* const kSerials[] = {"0T9WR16JTZ", kSerial, "0000000001"};
// One grey pixel.
constexpr char kPng[] =
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550"
    "000000a49444154789c63a8070000810080d394534a0000000049454e44ae426082";

}  // namespace

std::string RoundBytes() {
  return *crypto::FromHex(kRound);
}

std::string AnswerCodeShown() {
  return codes::Display(kAnswerCode);
}

scoring::v1::SheetBody TwoFindings() {
  scoring::v1::SheetBody sheet;
  sheet.set_kind(scoring::v1::SUBJECT_KIND_MEDICAL);
  sheet.set_supermajority(true);
  sheet.add_evidence_kinds(scoring::v1::EVIDENCE_KIND_DOCUMENTARY);
  sheet.add_evidence_kinds(scoring::v1::EVIDENCE_KIND_TESTIMONY);
  sheet.set_defence("本单位认为 the count is wrong");
  scoring::v1::SheetFinding* range = sheet.add_findings();
  range->set_violation_code("M201");
  range->set_amount_band(scoring::v1::AMOUNT_BAND_UNDER_10000);
  range->set_count_band(scoring::v1::COUNT_BAND_UP_TO_4);
  range->set_period(scoring::v1::PERIOD_Q3);
  range->set_service_class(scoring::v1::SERVICE_CLASS_INPATIENT);
  range->set_points_floor(3);
  range->set_points_ceiling(6);
  range->set_facts(absl::StrCat("抽查病历", kSecretSheetWord, "，与医嘱不符"));
  scoring::v1::SheetFinding* fixed = sheet.add_findings();
  fixed->set_violation_code("M102");
  fixed->set_points_floor(4);
  fixed->set_points_ceiling(4);
  fixed->set_facts("收费项目重复");
  return sheet;
}

bool Committee::Opens(std::string_view round, std::string_view serial,
                      std::string_view credential) const {
  return round == RoundBytes() && credential == codes::Credential(kVotingCode, round, serial);
}

template <typename Request, typename Response>
void Committee::Handle(const std::string& method, size_t request_bytes,
                       std::function<bool(const Request&, Response*)> body) {
  router_.Unary<Request, Response>(
      "probity.review.v1.CommitteeService." + method,
      [this, request_bytes, body = std::move(body)](
          const rpc::Call&, const Request& request) -> absl::StatusOr<Response> {
        if (request.ByteSizeLong() != request_bytes) ++odd_sizes_;
        Response response;
        if (refuse_ || !body(request, &response)) return NotFound(Reason::k_NOT_FOUND, "secret");
        return response;
      });
}

Committee::Committee() {
  Handle<v1::RespondInvitationRequest, v1::RespondInvitationResponse>(
      "RespondInvitation", kSmall, [this](const auto& request, auto*) {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (request.round_id() != RoundBytes() || request.code() != kAnswerCode) return false;
        ++answers_[request.answer()];
        return true;
      });
  Handle<v1::ListSheetsRequest, v1::ListSheetsResponse>(
      "ListSheets", kSmall, [this](const auto& request, auto* response) {
        if (!Opens(request.round_id(), codes::kDoorSerial, request.credential())) return false;
        response->set_closes_at_seconds(kClosesAt);
        response->set_draw_pseudonym(std::string(16, 'd'));
        response->set_house(std::string(16, 'h'));
        response->set_blind(std::string(16, 'n'));
        for (const char* const serial : kSerials) {
          v1::SheetEntry* entry = response->add_sheets();
          entry->set_ordinal(response->sheets_size());
          entry->set_serial(serial);
          if (serial == std::string_view(kSerial)) entry->set_attachment_count(2);
          if (serial == std::string_view(kSerials[0])) entry->set_attachment_count(1);
        }
        return true;
      });
  Handle<v1::GetSheetRequest, v1::GetSheetResponse>(
      "GetSheet", kSmall, [this](const auto& request, auto* response) {
        if (!Opens(request.round_id(), request.serial(), request.credential())) return false;
        response->set_body(TwoFindings().SerializeAsString());
        return true;
      });
  Handle<v1::GetBallotRequest, v1::GetBallotResponse>(
      "GetBallot", kSmall, [this](const auto& request, auto* response) {
        if (!Opens(request.round_id(), request.serial(), request.credential())) return false;
        *response = ballot(request.serial());
        return true;
      });
  Handle<v1::GetAttachmentRequest, v1::GetAttachmentResponse>(
      "GetAttachment", kSmall, [this](const auto& request, auto* response) {
        if (!Opens(request.round_id(), request.serial(), request.credential())) return false;
        const std::string png = crypto::FromHex(kPng).value();
        response->set_media(v1::ATTACHMENT_MEDIA_PNG);
        // The first case's image has something behind its end.
        response->set_content(
            codes::PadImage(request.serial() == kSerials[0] ? png + "GPS" : png).value());
        return true;
      });
  Handle<v1::SubmitBallotRequest, v1::SubmitBallotResponse>(
      "SubmitBallot", kBallot, [this](const auto& request, auto* response) {
        if (!Opens(request.round_id(), request.serial(), request.credential())) return false;
        ++submissions_;
        const std::lock_guard<std::mutex> lock(mutex_);
        v1::GetBallotResponse& stored = ballots_[request.serial()];
        if (overtake_.exchange(false)) {
          stored.set_revision(request.revision());
          stored.set_text("of another session");
          stored.set_receipt("another receipt");
        }
        if (request.revision() > stored.revision()) {
          stored.set_revision(request.revision());
          *stored.mutable_answers() = request.answers();
          stored.set_text(request.text());
          stored.set_receipt(crypto::Sha256(request.SerializeAsString()));
        }
        response->set_receipt(stored.receipt());
        return true;
      });
}

Committee::~Committee() {
  Stop();
}

void Committee::Start(const std::string& listen) {
  rpc::ServeOptions options;
  options.listen = listen;
  auto started = rpc::Server::Start(router_, options);
  ASSERT_TRUE(started.ok()) << started.status();
  server_ = *std::move(started);
  server_->SetReady(true);
  address_ = absl::StrCat("127.0.0.1:", server_->port());
}

void Committee::Stop() {
  if (server_ != nullptr) server_->Drain();
  server_.reset();
}

int Committee::answers(v1::InvitationAnswer answer) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = answers_.find(answer);
  return found == answers_.end() ? 0 : found->second;
}

v1::GetBallotResponse Committee::ballot(const std::string& serial) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = ballots_.find(serial);
  return found == ballots_.end() ? v1::GetBallotResponse() : found->second;
}

Member::Member(const Committee& committee) {
  std::string pattern = std::filesystem::temp_directory_path() / "review_client_XXXXXX";
  folder_ = mkdtemp(pattern.data());
  session.address = committee.address();
  session.seat_file = Path("seat");
  session.patience = {absl::ZeroDuration(), absl::ZeroDuration()};
}

Member::~Member() {
  std::filesystem::remove_all(folder_);
}

std::string Member::WriteNotice(const std::string& kind, const std::string& code,
                                const std::string& more) const {
  const std::string path = Path("notice.txt");
  std::ofstream(path) << "场次 round: " << kRound << "\n" << kind << ": " << code << "\n" << more;
  return path;
}

void Member::Sit() {
  ASSERT_EQ(Run(&Claim, CodeSource{kRound, kVotingCodeShown, ""}), clients::kOk) << err;
}

std::string Violations(const absl::Status& status) {
  std::string text;
  for (const FieldViolation& one : DetailOf(status).violations) {
    absl::StrAppend(&text, one.field, ": ", one.description, "\n");
  }
  return text;
}

}  // namespace probity::member
