#include "tests/services/scoring/api/sheets/disguises.h"

#include <functional>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace probity::scoring {
namespace {

using Texts = std::vector<std::string>;

Texts Characters(const std::string& text) {
  Texts characters;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) characters.emplace_back();
    characters.back().push_back(byte);
  }
  return characters;
}

std::string Joined(const std::string& text, const std::string& separator) {
  std::string joined;
  for (const std::string& one : Characters(text)) {
    absl::StrAppend(&joined, joined.empty() ? "" : separator, one);
  }
  return joined;
}

// Each character for the one it is given, the others as they are.
std::string Replaced(const std::string& text, const std::map<std::string, std::string>& by) {
  std::string replaced;
  for (const std::string& one : Characters(text)) {
    const auto other = by.find(one);
    absl::StrAppend(&replaced, other == by.end() ? one : other->second);
  }
  return replaced;
}

const std::map<std::string, std::string>& Traditional() {
  static const auto* const map = new std::map<std::string, std::string>{
      {"医", "醫"}, {"卫", "衛"}, {"龙", "龍"}, {"药", "藥"}, {"东", "東"}, {"区", "區"},
      {"镇", "鎮"}, {"云", "雲"}, {"康", "康"}, {"顺", "順"}, {"华", "華"}, {"张", "張"},
      {"陈", "陳"}, {"刘", "劉"}, {"伟", "偉"}, {"丽", "麗"}, {"兴", "興"}, {"诊", "診"},
      {"妇", "婦"}, {"宝", "寶"}, {"国", "國"}};
  return *map;
}

// The same sound, another character.
const std::map<std::string, std::string>& SameSound() {
  static const auto* const map = new std::map<std::string, std::string>{
      {"人", "仁"}, {"民", "珉"}, {"柳", "绺"}, {"溪", "西"}, {"康", "糠"}, {"华", "滑"},
      {"堂", "塘"}, {"院", "愿"}, {"镇", "振"}, {"北", "北"}, {"妇", "负"}, {"保", "宝"}};
  return *map;
}

const std::map<std::string, std::string>& Pinyin() {
  static const auto* const map = new std::map<std::string, std::string>{
      {"云", "yun"},  {"州", "zhou"},  {"市", "shi"},  {"青", "qing"},  {"石", "shi"},
      {"区", "qu"},   {"人", "ren"},   {"民", "min"},  {"医", "yi"},    {"院", "yuan"},
      {"柳", "liu"},  {"溪", "xi"},    {"镇", "zhen"}, {"中", "zhong"}, {"心", "xin"},
      {"卫", "wei"},  {"生", "sheng"}, {"康", "kang"}, {"顺", "shun"},  {"堂", "tang"},
      {"大", "da"},   {"药", "yao"},   {"房", "fang"}, {"华", "hua"},   {"龙", "long"},
      {"骨", "gu"},   {"科", "ke"},    {"妇", "fu"},   {"幼", "you"},   {"保", "bao"},
      {"健", "jian"}, {"宝", "bao"},   {"林", "lin"},  {"东", "dong"},  {"湾", "wan"}};
  return *map;
}

std::string FullWidth(const std::string& text) {
  std::string wide;
  for (const std::string& one : Characters(text)) {
    const auto byte = static_cast<unsigned char>(one[0]);
    if (one.size() > 1 || byte <= ' ' || byte >= 0x7F) {
      absl::StrAppend(&wide, one);
      continue;
    }
    const unsigned code = 0xFF01 + (byte - '!');
    wide.push_back(static_cast<char>(0xE0 | code >> 12));
    wide.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    wide.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
  return wide;
}

struct Disguise {
  std::string how;
  std::function<std::string(const std::string&)> apply;
};

std::vector<Disguise> DisguisesOfNames() {
  const auto between = [](const std::string& separator) {
    return [separator](const std::string& text) { return Joined(text, separator); };
  };
  return {{"as it is", [](const std::string& text) { return text; }},
          {"spaced", between(" ")},
          {"wide blanks", between("\u3000")},
          {"zero width", between("\u200b")},
          {"word joiner", between("\u2060")},
          {"dots", between("·")},
          {"hyphens", between("-")},
          {"stars", between("*")},
          {"slashes", between("/")},
          {"commas", between("，")},
          {"brackets", [](const std::string& text) { return "【" + Joined(text, "】【") + "】"; }},
          {"combining marks", between("\u0332")},
          {"traditional", [](const std::string& text) { return Replaced(text, Traditional()); }},
          {"traditional, spaced",
           [](const std::string& text) { return Joined(Replaced(text, Traditional()), " "); }},
          {"line breaks", between("\r")}};
}

Texts SentencesAround() {
  return {"关于$的情况已核实。",         "患者于上半年在$住院，病历记录不完整。",
          "$对认定结果不服，理由如下。", "经查，相关费用由$上传结算。",
          "本次检查涉及$及其科室。",     "以上说明。$"};
}

class Planter {
 public:
  void Plant(const std::string& mention, const std::string& how) {
    static const Texts around = SentencesAround();
    planted_.push_back(
        {absl::StrReplaceAll(around[planted_.size() % around.size()], {{"$", mention}}), how});
  }
  void PlantAtEnd(const std::string& signature, const std::string& how) {
    planted_.push_back({"以上情况属实，愿意退回。" + signature, how});
  }
  std::vector<Planted> Take() { return std::move(planted_); }

 private:
  std::vector<Planted> planted_;
};

void PlantNames(Planter& planter) {
  const std::vector<Disguise> disguises = DisguisesOfNames();
  size_t turn = 0;
  for (const RegisteredOne& one : Register()) {
    // Every name plainly, and each in four of the disguises by turns.
    planter.Plant(one.name, "name");
    for (const std::string& called : one.called) planter.Plant(called, "short name");
    for (int i = 0; i < 4; ++i) {
      const Disguise& disguise = disguises[turn++ % disguises.size()];
      planter.Plant(disguise.apply(one.name), absl::StrCat("name, ", disguise.how));
      if (one.called.empty()) continue;
      const std::string& called = one.called[turn % one.called.size()];
      planter.Plant(disguise.apply(called), absl::StrCat("short name, ", disguise.how));
    }
    planter.Plant(one.id, "id");
    planter.Plant(FullWidth(one.id), "id, full width");
    planter.Plant(Joined(one.id, " "), "id, spaced");
    planter.Plant(absl::StrReplaceAll(one.id, {{"0", "O"}, {"M", "М"}, {"P", "Р"}}),
                  "id, look-alikes");
  }
  for (const RegisteredOne& one : Register()) {
    const std::string spelled = Replaced(one.name, Pinyin());
    if (spelled.find_first_of("\xE4\xE5\xE6\xE7\xE8\xE9") == std::string::npos) {
      planter.Plant(spelled, "name, pinyin");
      planter.Plant(Replaced(one.name, {{"医", "yi"}, {"药", "Yào"}, {"院", "yuàn"}}),
                    "name, partly pinyin");
    }
    if (Characters(one.name).size() >= 6) {
      planter.Plant(Replaced(one.name, SameSound()), "name, same sound");
    }
  }
}

void PlantPlacesAndPersons(Planter& planter) {
  const std::vector<Disguise> disguises = DisguisesOfNames();
  size_t turn = 0;
  for (const std::string place :
       {"青石区", "青石", "龙湾县", "龙湾", "云州市", "柳溪镇", "滨河路"}) {
    planter.Plant(place, "place");
    for (int i = 0; i < 3; ++i) {
      const Disguise& disguise = disguises[turn++ % disguises.size()];
      planter.Plant(disguise.apply(place), absl::StrCat("place, ", disguise.how));
    }
  }
  for (const std::string& person : RegisteredPersons()) {
    planter.Plant(person, "person");
    planter.PlantAtEnd("签名：" + person, "signature");
    for (int i = 0; i < 3; ++i) {
      const Disguise& disguise = disguises[turn++ % disguises.size()];
      planter.Plant(disguise.apply(person), absl::StrCat("person, ", disguise.how));
    }
  }
  // Signatures of persons no register knows.
  for (const std::string signature :
       {"签名：王小芳", "签字: 李 建 国", "经办人：赵敏", "落款：孙立军", "院长：周海波",
        "店长：吴琼", "患者：郑晓燕，女", "王主任已确认", "刘医生开具的处方", "负责人:黄志强"}) {
    planter.PlantAtEnd(signature, "signature of somebody else");
  }
}

void PlantNumbers(Planter& planter) {
  for (const std::string number : {"13800138000",
                                   "138-0013-8000",
                                   "138 0013 8000",
                                   "138.0013.8000",
                                   "138·0013·8000",
                                   "１３８００１３８０００",
                                   "①③⑧⓪⓪①③⑧⓪⓪⓪",
                                   "一三八零零一三八零零零",
                                   "幺三八〇〇幺三八〇〇〇",
                                   "壹叁捌零零壹叁捌零零零",
                                   "l38OOl38OOO",
                                   "138OO138OOO",
                                   "(0830)2345678",
                                   "0830—2345678",
                                   "+86 138 0013 8000",
                                   "8 6 1 3 8 0 0 1 3 8 0 0 0",
                                   "1​3​8​0​0​1​3​8​0​0​0",
                                   "二三四五六七八",
                                   "510502198001011234",
                                   "51050219800101123X",
                                   "5105 0219 8001 0112 34",
                                   "91510504MA62XYZ12",
                                   "PDY10248351050412",
                                   "abc@hospital.cn",
                                   "www.hospital.cn",
                                   "https://x.cn/a",
                                   "2026-01-15",
                                   "2026/1/15 12:30",
                                   "128,329.00元"}) {
    planter.Plant("联系电话" + number, "number");
    planter.Plant("编号" + number, "number");
  }
}

}  // namespace

std::vector<RegisteredOne> Register() {
  std::vector<RegisteredOne> all = {
      {"M001",
       "云州市青石区人民医院",
       "青石区",
       "赵德海",
       "云州市青石区滨河路12号",
       {"人民医院", "青石区人民医院", "青石人民医院"}},
      {"M002",
       "云州市青石区中医医院",
       "青石区",
       "钱国栋",
       "云州市青石区滨河路88号",
       {"中医医院", "青石区中医医院"}},
      {"M003",
       "青石区柳溪镇中心卫生院",
       "青石区",
       "孙丽华",
       "青石区柳溪镇正街1号",
       {"柳溪镇中心卫生院", "柳溪镇卫生院", "柳溪中心卫生院", "柳溪镇"}},
      {"M004",
       "云州康华骨科医院",
       "青石区",
       "李兴国",
       "云州市青石区文化路6号",
       {"康华骨科医院", "康华骨科", "康华"}},
      {"M005",
       "龙湾县人民医院",
       "龙湾县",
       "周伟",
       "龙湾县城关镇东大街3号",
       {"人民医院", "龙湾人民医院"}},
      {"M006",
       "龙湾县妇幼保健院",
       "龙湾县",
       "吴敏",
       "龙湾县城关镇东大街9号",
       {"妇幼保健院", "龙湾妇幼保健院"}},
      {"M007",
       "龙湾县宝林镇卫生院",
       "龙湾县",
       "郑方",
       "龙湾县宝林镇",
       {"宝林镇卫生院", "宝林镇", "宝林卫生院"}},
      {"M008",
       "云州仁济康复医院有限公司",
       "龙湾县",
       "王立新",
       "龙湾县工业大道2号",
       {"仁济康复医院", "云州仁济", "仁济"}},
      {"P001",
       "云州康顺堂大药房连锁有限公司城北店",
       "青石区",
       "冯宝",
       "云州市青石区滨河路20号",
       {"康顺堂", "康顺堂大药房", "康顺堂城北店"},
       true},
      {"P002",
       "青石区百信大药房",
       "青石区",
       "陈晨",
       "青石区文化路15号",
       {"百信大药房", "百信"},
       true},
      {"P003",
       "龙湾县同德药房",
       "龙湾县",
       "褚林",
       "龙湾县城关镇西大街7号",
       {"同德药房", "同德"},
       true},
      {"P004",
       "云州市益寿堂药店（东湾店）",
       "龙湾县",
       "卫国",
       "龙湾县东湾路1号",
       {"益寿堂", "益寿堂药店", "东湾店"},
       true}};
  for (int i = 1; i <= 28; ++i) {
    static const Texts stems = {"安泰", "博爱", "春晖", "德馨", "恩泽", "福临", "广济", "和协",
                                "济世", "嘉仁", "立康", "明德", "宁安", "普济", "清源"};
    const std::string stem = stems[static_cast<size_t>(i) % stems.size()];
    const bool pharmacy = i % 2 == 0;
    const std::string serial = i < 15 ? "" : "第二";
    all.push_back({absl::StrCat(pharmacy ? "P1" : "M1", i < 10 ? "0" : "", i),
                   absl::StrCat("云州市青石区", stem, serial, pharmacy ? "大药房" : "门诊部"),
                   "青石区",
                   "",
                   "",
                   {absl::StrCat(stem, serial, pharmacy ? "大药房" : "门诊部")},
                   pharmacy});
  }
  return all;
}

std::vector<std::string> RegisteredPersons() {
  return {"张伟强", "陈丽娟", "刘宝国", "杨晓东", "黄志明", "赵雪梅", "吴建军",
          "徐文静", "孙海燕", "马超群", "朱国庆", "胡秀英", "郭子涵", "何玉兰",
          "高振宇", "林月娥", "罗永强", "郑爱华", "梁启明", "欧阳倩"};
}

std::vector<Planted> PlantedTexts() {
  Planter planter;
  PlantNames(planter);
  PlantPlacesAndPersons(planter);
  PlantNumbers(planter);
  return planter.Take();
}

std::vector<std::string> CleanTexts() {
  static const Texts who = {"被检查单位",         "该单位",   "当事人",
                            "被检查单位的医保办", "相关科室", "收费窗口"};
  static const Texts what = {"对同一项目重复收取护理费",
                             "超标准收取床位费",
                             "将不属于支付范围的费用纳入结算",
                             "病历书写不及时",
                             "未按规定核验处方",
                             "进销存记录与实际不符",
                             "分解住院两次",
                             "开展的检查与诊断无关",
                             "未向参保人提供费用清单",
                             "将自费药品串换为目录内药品",
                             "在医保区域摆放日用品",
                             "未取得患者签字即使用目录外耗材"};
  static const Texts when = {"2026年第一季度", "上半年",       "检查期间",
                             "住院期间",       "2025年下半年", "当日门诊"};
  static const Texts how_much = {"涉及金额三千余元", "共12例",
                                 "约占抽查病历的8%", "涉及3名参保人，金额不足一万元",
                                 "每例多收5.50元",   "共涉及费用1,280.00元"};
  static const Texts answer = {"对此无异议，已退回多收费用并组织培训。",
                               "认为系系统升级导致，申请从轻处理。",
                               "认为处方经药师审核，程序符合规定。",
                               "已整改，请求核减记分。",
                               "认为医师系紧急情况下处置，有护理记录为证。",
                               "对事实认可，对分值有异议。",
                               "The party accepts the facts and asks for fewer points.",
                               "认为该行为属首次且已及时改正，根据裁量规则应予减轻。"};
  Texts texts;
  for (size_t i = 0; texts.size() < 500; ++i) {
    texts.push_back(
        absl::StrCat(when[i % when.size()], "，", who[(i / 2) % who.size()],
                     what[(i * 5 + i / 7) % what.size()], "，", how_much[(i / 3) % how_much.size()],
                     "。", who[(i * 7) % who.size()], answer[(i * 3 + i / 11) % answer.size()]));
  }
  return texts;
}

}  // namespace probity::scoring
