#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/codes/text.h"
#include "common/status/status.h"
#include "services/scoring/domain/sheet_scan.h"
#include "services/scoring/domain/sheets/numbers_and_signatures.h"
#include "services/scoring/domain/sheets/self_reference.h"
#include "services/scoring/domain/sheets/short_names.h"

namespace probity::scoring {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

FoldedText Plain(const std::string& text) {
  FoldedText folded = {text, {}};
  size_t position = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++position;
    folded.origin.push_back(position);
  }
  folded.origin.push_back(position + 1);
  return folded;
}

ScannedText Scanned(const std::string& place, const std::string& text) {
  const FoldedText same = Plain(text);
  return {place, {same, same, same, same, same}, codes::CodePoints(text).value()};
}

ForbiddenWord Word(const std::string& text, bool whole_word = false) {
  ForbiddenWord word;
  word.folded = text;
  word.whole_word = whole_word;
  return word;
}

std::vector<Hit> HitsIn(const std::string& text, const std::vector<ForbiddenWord>& words) {
  SheetScan scan({Scanned("defence", text)});
  scan.Seek(words);
  return scan.Hits();
}

TEST(SheetScanTest, ANameIsFoundAndItsPlaceTold) {
  SheetScan scan({Scanned("defence", "nothing here"),
                  Scanned("findings[2].facts", "seen at northhospital today")});
  scan.Seek({Word("northhospital")});
  const Hit expected = {"findings[2].facts", 9, 21, MatchKind::kInstitutionName};
  EXPECT_THAT(scan.Hits(), ElementsAre(expected));
  const absl::Status status = NotBlind(scan.Hits());
  const RefusalDetail detail = DetailOf(status);
  EXPECT_EQ(detail.reason, "SHEET_NOT_BLIND");
  EXPECT_EQ(detail.metadata.at("place"), "findings[2].facts");
  EXPECT_EQ(detail.metadata.at("kind"), "INSTITUTION_NAME");
  EXPECT_EQ(detail.violations.size(), 1u);
  EXPECT_EQ(std::string(status.message()).find("northhospital"), std::string::npos)
      << "the refusal must not repeat the name";
}

TEST(SheetScanTest, AShortIdCountsOnlyWhereItStandsAlone) {
  struct Row {
    std::string text;
    bool hit;
  };
  for (const Row& row : std::vector<Row>{{"m1", true},
                                         {"in(m1),", true},
                                         {"m12", false},
                                         {"am1", false},
                                         {"am1-m1", true},
                                         {"", false}}) {
    EXPECT_EQ(!HitsIn(row.text, {Word("m1", true)}).empty(), row.hit) << row.text;
  }
}

TEST(SheetScanTest, AnIdIsNotFoundInAWordThatLooksLikeIt) {
  ForbiddenWord id = Word("p011");
  id.tight = "p011";
  id.shape = "poll";
  id.characters = 4;
  const auto found = [&](const std::string& text, const std::string& looks_like) {
    ScannedText scanned = Scanned("defence", text);
    scanned.forms.shape.text = looks_like;
    SheetScan scan({scanned});
    scan.Seek({id});
    return !scan.Hits().empty();
  };
  EXPECT_FALSE(found("poll", "poll"));
  EXPECT_TRUE(found("p0ll", "poll")) << "with a digit it is no word";
  EXPECT_TRUE(found("p011", "poll"));
}

TEST(SheetScanTest, EveryPlaceIsNamedOnceAndTheLongestNameStandsForWhatItHolds) {
  const std::vector<Hit> hits =
      HitsIn("in northhospital and north", {Word("north"), Word("northhospital")});
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].first, 4u);
  EXPECT_EQ(hits[0].last, 16u);
  EXPECT_EQ(hits[1].first, 22u);
}

TEST(SheetScanTest, ARefusalNamesAtMostTwentyPlaces) {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "north ";
  EXPECT_EQ(HitsIn(text, {Word("north")}).size(), kMaxHits);
}

TEST(LongNumbersTest, SevenDigitsInARunAreRefused) {
  struct Row {
    std::string digits;
    size_t found;
  };
  for (const Row& row : std::vector<Row>{{"123456and654321", 0},
                                         {"1234567", 1},
                                         {"a13800138000b2345678", 2},
                                         {"l38oo138ooo", 1},
                                         {"oil100000oil", 1},
                                         {"illlloo12", 0},
                                         {"2026年3月12", 0},
                                         {"", 0}}) {
    EXPECT_EQ(LongNumbers(row.digits).size(), row.found) << row.digits;
  }
}

TEST(ContactsTest, AddressesAndLicenceNumbersAreContacts) {
  struct Row {
    std::string plain;
    bool found;
  };
  for (const Row& row : std::vector<Row>{{"写信至a@b.cn", true},
                                         {"见www.x.cn", true},
                                         {"https:x", true},
                                         {"91510504ma6xyz12", true},
                                         {"pdy10248151050412", true},
                                         {"at@", false},
                                         {"ct检查3次", false},
                                         {"thepartyobjectsinq12026", false},
                                         {"abcdefghijkl", false}}) {
    EXPECT_EQ(!Contacts(row.plain).empty(), row.found) << row.plain;
  }
}

TEST(SignaturesTest, ANameAfterALabelOrBeforeATitleIsASignature) {
  struct Row {
    std::string plain;
    bool found;
  };
  for (const Row& row : std::vector<Row>{{"签名:张伟", true},
                                         {"负责人:欧阳", true},
                                         {"患者:李小明,男", true},
                                         {"已由王主任确认", true},
                                         {"刘医生开具", true},
                                         {"签名:同意", false},
                                         {"签字:无异议", false},
                                         {"负责人:已到场说明情况", false},
                                         {"规范医师行为", false},
                                         {"由于医生未核对", false},
                                         {"主张医师无过错", false},
                                         {"科室主任审核", false}}) {
    EXPECT_EQ(!Signatures(row.plain).empty(), row.found) << row.plain;
  }
}

TEST(SelfReferenceTest, TheWriterBecomesThePartyUnlessTheWordIsAnother) {
  struct Row {
    std::string text;
    std::string becomes;
  };
  for (const Row& row : std::vector<Row>{{"我院不同意", "被检查单位不同意"},
                                         {"我院与本店均无过错", "被检查单位与被检查单位均无过错"},
                                         {"基本单位、成本公司", "基本单位、成本公司"},
                                         {"本院", "被检查单位"},
                                         {"被检查单位对认定结果有异议。 标记 mark: ABCDEFGHIJKL",
                                          "被检查单位对认定结果有异议。 标记 mark: ABCDEFGHIJKL"},
                                         {"", ""}}) {
    EXPECT_EQ(WithoutSelfReference(row.text, Plain(row.text)), row.becomes);
  }
  const std::string spaced = "说明：我 院不同意";
  FoldedText folded = Plain("说明：我院不同意");
  for (size_t i = 12; i < folded.origin.size(); ++i) ++folded.origin[i];
  EXPECT_EQ(WithoutSelfReference(spaced, folded), "说明：被检查单位不同意")
      << "the blank within goes with the word";
}

TEST(ShortNamesTest, PlaceLegalFormAndKindAreLeftOut) {
  const std::set<std::string> districts = {"青石区"};
  EXPECT_THAT(
      ShortNames("青石区柳溪镇中心卫生院", districts),
      UnorderedElementsAre("柳溪镇中心卫生院", "柳溪镇", "柳溪", "青石区柳溪镇", "青石区柳溪"));
  EXPECT_THAT(ShortNames("云州市青石区人民医院", districts), Contains("人民医院"));
  EXPECT_THAT(ShortNames("云州市青石区人民医院", districts), Not(Contains("人民")));
  EXPECT_THAT(ShortNames("云州康顺堂大药房连锁有限公司（城北店）", districts),
              testing::IsSupersetOf({"城北店", "云州康顺堂大药房"}));
  EXPECT_THAT(ShortNames("云州康顺堂大药房连锁有限公司", {"云州市"}),
              testing::IsSupersetOf({"康顺堂大药房", "康顺堂"}));
  EXPECT_THAT(ShortNames("青石区社区卫生服务中心", districts), Not(Contains("社区卫生服务中心")))
      << "any of them is called so";
  EXPECT_THAT(ShortNames("示例医院001", districts), IsEmpty());
  EXPECT_THAT(ShortNames("\xff", districts), IsEmpty());
}

TEST(ShortNamesTest, ADistrictGoesByItsBareNameToo) {
  EXPECT_THAT(DistrictNames("青石区"), UnorderedElementsAre("青石区", "青石"));
  EXPECT_THAT(DistrictNames("示例片区"), UnorderedElementsAre("示例片区", "示例片"));
  EXPECT_THAT(DistrictNames("东区"), UnorderedElementsAre("东区"));
}

TEST(ShortNamesTest, ANameTellsThePlacesItBeginsWith) {
  EXPECT_THAT(PlacesOfName("云州市青石区人民医院"), UnorderedElementsAre("云州市", "青石区"));
  EXPECT_THAT(PlacesOfName("城北社区卫生服务中心"), IsEmpty());
  EXPECT_THAT(PlacesOfName("康顺堂大药房"), IsEmpty());
}

TEST(ShortNamesTest, AnAddressNamesItsTownsAndStreets) {
  EXPECT_THAT(PlacesOfAddress("云州市青石区柳溪镇滨河路12号"),
              UnorderedElementsAre("柳溪镇", "滨河路"));
  EXPECT_THAT(PlacesOfAddress("东风街道3号"), UnorderedElementsAre("东风街道"));
  EXPECT_THAT(PlacesOfAddress(""), IsEmpty());
}

}  // namespace
}  // namespace probity::scoring
