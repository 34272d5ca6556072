// L11: files. Whatever an image carries beside its pixels ends in scoring; and what scoring lets
// through, review refuses without decoding it.
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "tests/blind/gate.h"
#include "tests/blind/hostile_files.h"
#include "tests/services/review/hearings/review_bench.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::blind {
namespace {

using scoring::AsOfficer;
using scoring::AsSupervisor;
using SheetStub = scoring::v1::SheetService::Stub;
using ScreeningStub = scoring::v1::ScreeningService::Stub;

constexpr std::size_t kOnASheet = 8;
constexpr char kServed[] = "2026-02-12";

// Scoring with cases whose parties objected, ready to take attachments.
class Papers {
 public:
  Papers() {
    server_.PutShippedPolicies();
    server_.Register(scoring::v1::SUBJECT_KIND_MEDICAL, {"M1", "M2", "M3", "M4", "M5"});
  }

  // Puts files on the sheets of as many cases as they need; refusals go to `findings` if `must`.
  void Attach(const std::vector<HostileFile>& files, bool must, Findings* findings) {
    for (const HostileFile& file : files) {
      if (on_sheet_ == kOnASheet) NextCase();
      scoring::v1::AddAttachmentRequest add;
      add.set_case_id(cases_.back());
      add.set_content(file.bytes);
      add.set_statement(absl::StrCat("CANARY-name of the file ../../", file.name, ".png"));
      const auto added = client_.Sheets(&SheetStub::AddAttachment, add, AsOfficer());
      if (!added.ok()) {
        if (must) findings->push_back(file.name + " is refused: " + added.status().ToString());
        continue;
      }
      scoring::v1::CheckAttachmentRequest check;
      check.set_case_id(cases_.back());
      check.set_attachment_no(added->attachment().attachment_no());
      check.set_passed(true);
      check.set_reason("looked at");
      const auto checked = client_.Sheets(&SheetStub::CheckAttachment, check, AsSupervisor());
      EXPECT_TRUE(checked.ok()) << checked.status();
      ++on_sheet_;
      ++attached_;
    }
  }
  int attached() const { return attached_; }

  // Everything scoring hands over for a round with all the cases: the sheets and each image.
  std::vector<std::string> HandedOver(std::vector<scoring::v1::TakeAttachmentResponse>* images) {
    for (const std::string& id : cases_) client_.Refer(id);
    const auto taken = client_.Take(scoring::Round('1'));
    std::vector<std::string> all = {taken.SerializeAsString()};
    for (const scoring::v1::Sheet& sheet : taken.sheets()) {
      for (int index = 1; index <= sheet.attachment_count(); ++index) {
        scoring::v1::TakeAttachmentRequest take;
        take.set_round_id(scoring::Round('1'));
        take.set_case_token(sheet.case_token());
        take.set_index(index);
        const auto image = client_.Screen(&ScreeningStub::TakeAttachment, take);
        EXPECT_TRUE(image.ok()) << image.status();
        all.push_back(image->SerializeAsString());
        images->push_back(*image);
      }
    }
    return all;
  }

 private:
  void NextCase() {
    const int number = static_cast<int>(cases_.size()) + 1;
    const auto file = client_.Served(absl::StrCat("c", number), absl::StrCat("M", number % 5 + 1),
                                     {scoring::FindingOf(1, "M201", 3)}, kServed);
    client_.Object(file.case_id(), "we see it otherwise");
    cases_.push_back(file.case_id());
    on_sheet_ = 0;
  }

  scoring::ScoringServer server_{absl::CivilDay(2026, 2, 12)};
  scoring::CaseClient client_{server_};
  std::vector<std::string> cases_;
  std::size_t on_sheet_ = kOnASheet;
  int attached_ = 0;
};

void ScoringHandsOverPixelsAlone(Findings& findings) {
  Papers papers;
  papers.Attach(PlainFiles(), true, &findings);
  papers.Attach(HostileFiles(), false, &findings);
  std::vector<scoring::v1::TakeAttachmentResponse> images;
  for (const std::string& bytes : papers.HandedOver(&images)) {
    const std::string where = CanaryIn(bytes);
    if (!where.empty()) findings.push_back("scoring hands over a canary " + where);
  }
  if (static_cast<int>(images.size()) != papers.attached()) {
    findings.push_back(absl::StrCat(images.size(), " of ", papers.attached(), " images came"));
  }
  for (const auto& image : images) {
    const auto picture = codes::UnpadImage(image.content());
    if (!picture.has_value()) {
      findings.push_back("an image of no size class");
      continue;
    }
    const auto media = static_cast<codes::ImageMedia>(image.media());
    const std::string part = ForeignPart(media, *picture);
    if (!part.empty()) findings.push_back("scoring hands over " + part);
  }
}

// A scoring that decodes nothing: does review open a round with such an image?
void ReviewRefusesWhatScoringLetThrough(Findings& findings) {
  review::ReviewBench bench;
  const auto refused = [&bench](const HostileFile& file) {
    scoring::v1::TakeAttachmentResponse attachment;
    attachment.set_media(static_cast<scoring::v1::AttachmentMedia>(file.media));
    attachment.set_content(codes::PadImage(file.bytes).value());
    bench.scoring().Attach(attachment);
    bench.scoring().Queue(1);
    return DetailOf(bench.Open(1, NewRequestId()).status()).reason == "SHEET_NOT_BLIND";
  };
  for (const HostileFile& file : HostileFiles()) {
    if (file.structural && !refused(file)) findings.push_back("review takes " + file.name);
  }
  for (const HostileFile& file : PlainFiles()) {
    if (refused(file)) findings.push_back("review refuses a plain " + file.name);
  }
}

Findings Files() {
  Findings findings;
  ScoringHandsOverPixelsAlone(findings);
  ReviewRefusesWhatScoringLetThrough(findings);
  return findings;
}

PROBITY_LEAK_TEST(L11, Files);

TEST(L11, EveryHostileFileHoldsItsCanary) {
  const std::vector<HostileFile> files = HostileFiles();
  EXPECT_GE(files.size(), 30u);
  for (const HostileFile& file : files) {
    const bool compressed = file.name == "PNG zTXt" || file.name == "PNG iCCP with text";
    const bool apart = file.name == "PNG low bytes of 16" || file.name == "PNG pixels nobody sees";
    if (!compressed && !apart) EXPECT_NE(CanaryIn(file.bytes), "") << file.name;
    if (file.structural) EXPECT_NE(ForeignPart(file.media, file.bytes), "") << file.name;
  }
  for (const HostileFile& file : PlainFiles()) {
    EXPECT_EQ(CanaryIn(file.bytes), "") << file.name;
    EXPECT_EQ(ForeignPart(file.media, file.bytes), "") << file.name;
  }
}

}  // namespace
}  // namespace probity::blind
