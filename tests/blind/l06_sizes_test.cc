// L6: what passes between a member and the service has one size for each method, whatever it says:
// requests and answers, short sheets and long ones, bare ballots and full ones.
#include <set>

#include "common/codes/blind_image.h"
#include "common/crypto/crypto.h"
#include "common/image/pixels.h"
#include "tests/blind/gate.h"
#include "tests/blind/sizes.h"
#include "tests/blind/world.h"

namespace probity::blind {
namespace {

// Bytes on the wire, as the contract declares them.
struct Declared {
  std::uint64_t request = 0;
  std::set<std::size_t> answers;
};

// An image's answer holds beside its class the tags of its two fields and their lengths.
std::set<std::size_t> ImageAnswers() {
  std::set<std::size_t> sizes;
  for (const std::size_t size : codes::kImageClasses)
    sizes.insert(size + 2 + 1 + (size < (1u << 21) ? 3 : 4));
  return sizes;
}

std::map<std::string, Declared> Contract() {
  const std::string service = "/probity.review.v1.CommitteeService/";
  return {{service + "RespondInvitation", {128, {32}}},
          {service + "ListSheets", {128, {2048}}},
          {service + "GetSheet", {128, {8192}}},
          {service + "GetAttachment", {128, ImageAnswers()}},
          {service + "SubmitBallot", {3072, {128}}},
          {service + "GetBallot", {128, {3072}}}};
}

// Sheets as different as they may be: 1 to 32 findings, texts from nothing to their limit.
void QueueSheets(review::ReviewBench& bench) {
  for (const int findings : {1, 2, 5, 32, 1, 3}) {
    scoring::v1::SheetBody body;
    body.set_kind(scoring::v1::SUBJECT_KIND_MEDICAL);
    for (int i = 0; i < findings; ++i) {
      scoring::v1::SheetFinding& finding = *body.add_findings();
      finding.set_violation_code("M201");
      finding.set_points_floor(2);
      finding.set_points_ceiling(6);
      if (findings == 2) finding.set_facts(std::string(1500, 'f'));
    }
    if (findings == 2) body.set_defence(std::string(2000, 'd'));
    bench.scoring().QueueBody(body);
  }
}

// Noise, which no encoding makes smaller: pictures of each class, the largest in long runs.
scoring::v1::TakeAttachmentResponse Image(int number) {
  image::Pixels pixels;
  pixels.width = number == 5 ? 300 : number == 8 ? Size(10, 600) : 10;
  pixels.height = pixels.width;
  pixels.samples = 3;
  const std::string noise =
      crypto::SystemEntropy()(pixels.RowBytes() * static_cast<std::size_t>(pixels.height));
  pixels.bytes.assign(noise.begin(), noise.end());
  scoring::v1::TakeAttachmentResponse attachment;
  attachment.set_media(scoring::v1::ATTACHMENT_MEDIA_PNG);
  attachment.set_content(codes::PadImage(image::EncodePng(pixels).value()).value());
  return attachment;
}

review::v1::FindingAnswer Upheld(int place, bool with_codes) {
  auto answer =
      place % 2 == 0 ? review::Uphold(4) : review::Choose(review::v1::CHOICE_NOT_UPHOLD, "R02");
  if (with_codes && place % 2 == 1) answer.add_reason_codes("R04");
  return answer;
}

// Everything a seat can do, as short and as long as it can be done.
void Sit(const clients::Seat& seat, bool verbose, bool images, Findings* findings) {
  const auto sheets = seat.ListSheets();
  if (!sheets.ok()) return findings->push_back("the list of sheets is refused");
  for (const auto& entry : sheets->sheets()) {
    const auto body = seat.GetSheet(entry.serial());
    if (!body.ok()) return findings->push_back("a sheet is refused");
    seat.GetBallot(entry.serial()).status().IgnoreError();  // none yet
    std::vector<review::v1::FindingAnswer> answers;
    for (int i = 0; i < body->findings_size(); ++i) answers.push_back(Upheld(i, verbose));
    const auto receipt =
        seat.Submit(entry.serial(), 1, answers, std::string(verbose ? 1024 : 0, 't'));
    if (!receipt.ok()) findings->push_back("a ballot is refused");
    seat.GetBallot(entry.serial()).status().IgnoreError();
    for (int i = 1; images && i <= entry.attachment_count(); ++i) {
      seat.GetAttachment(entry.serial(), i).status().IgnoreError();
    }
    seat.GetSheet("0000000001").status().IgnoreError();  // refused
  }
}

Findings SizesOnTheWire() {
  Findings findings;
  Ear ear;
  review::ReviewBench bench({"sqlite", nullptr, [&](int port) { return ear.Connect(port); },
                             "sizes", review::Settings()});
  bench.FillRoster();
  QueueSheets(bench);
  for (const int cases : {6, 5, 8}) {  // the first has the sheets above
    bench.scoring().Attach(Image(cases));
    const std::string round = bench.RoundIn(review::v1::ROUND_PHASE_VOTING, cases);
    bool verbose = false;
    for (const int seat : bench.SeatsWith(round, 1)) {
      Sit(bench.SeatOf(round, 1, seat), verbose, seat == 1, &findings);
      verbose = !verbose;
    }
  }
  const std::map<std::string, Declared> contract = Contract();
  std::set<std::string> seen;
  for (const Heard& heard : ear.heard()) {
    const auto declared = contract.find(heard.method);
    if (declared == contract.end()) continue;
    seen.insert(heard.method);
    if (heard.sent_bytes != declared->second.request) {
      findings.push_back(absl::StrCat(heard.method, " was sent ", heard.sent_bytes, " bytes"));
    }
    for (const std::string& message : heard.messages) {
      if (heard.code == 0 && declared->second.answers.count(message.size()) == 0) {
        findings.push_back(absl::StrCat(heard.method, " answers ", message.size(), " bytes"));
      }
    }
  }
  for (const auto& [method, declared] : contract) {
    if (seen.count(method) == 0) findings.push_back(method + " was not heard");
  }
  return findings;
}

PROBITY_LEAK_TEST(L6, SizesOnTheWire);

}  // namespace
}  // namespace probity::blind
