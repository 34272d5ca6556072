#include "clients/probityctl/draw/check_draw.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "clients/probityctl/draw/transcript.h"
#include "common/crypto/crypto.h"

namespace probity::draw_check {
namespace {

constexpr int kGroups = 4;

// Builds the bytes that are hashed.
class Message {
 public:
  Message& Byte(int value) {
    crypto::AppendU8(bytes_, static_cast<uint8_t>(value));
    return *this;
  }
  Message& Short(int value) {
    crypto::AppendU16(bytes_, static_cast<uint16_t>(value));
    return *this;
  }
  Message& Count(size_t value) {
    crypto::AppendU32(bytes_, static_cast<uint32_t>(value));
    return *this;
  }
  Message& Add(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  std::string Hash() const { return crypto::Sha256(bytes_); }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// What a person sits on while the draw is repeated.
struct Chair {
  int group = 0;
  std::optional<std::string> d;
};

// One batch: the panel after it and the counter it ended with.
struct Stage {
  std::vector<Chair> chairs;
  int last_k = 0;
};

class Checker {
 public:
  Checker(Transcript t, std::string_view text) : t_(std::move(t)), text_(text) {}

  // The first thing that does not agree; empty if none.
  std::string Run(const std::vector<LogLeaf>* log) {
    for (const auto step :
         {&Checker::Commitments, &Checker::Pool, &Checker::EligibleSet, &Checker::Seed,
          &Checker::Houses, &Checker::Panel, &Checker::Replacements, &Checker::ExactlyTheWalked}) {
      std::string problem = (this->*step)();
      if (!problem.empty()) return problem;
    }
    return log == nullptr ? "" : Log(*log);
  }

 private:
  std::string Commitments() {
    if (t_.commitments.size() != kGroups || t_.shares.size() != kGroups) {
      return "there are not four commitments and four shares";
    }
    for (int g = 1; g <= kGroups; ++g) {
      const std::string& share = t_.shares[static_cast<size_t>(g) - 1];
      const std::string made =
          Message().Add("probity/commit/v1").Add(t_.round).Byte(g).Add(share).Hash();
      if (made != t_.commitments[static_cast<size_t>(g) - 1]) {
        return "the share of group " + std::to_string(g) + " is not the one committed to";
      }
    }
    return "";
  }

  std::string Pool() {
    Message root;
    root.Byte(1).Add("probity/pool/v1").Add(t_.round);
    for (const int quota : t_.quotas) root.Byte(quota);
    root.Count(t_.leaves.size());
    for (size_t i = 0; i < t_.leaves.size(); ++i) {
      if (i > 0 && t_.leaves[i - 1] >= t_.leaves[i]) return "leaves are not sorted and unique";
      root.Add(t_.leaves[i]);
    }
    return root.Hash() == t_.pool_root ? "" : "the leaves do not give pool_root";
  }

  std::string EligibleSet() {
    Message root;
    root.Byte(2).Add("probity/eligible/v1").Add(t_.round).Count(t_.eligible.size());
    std::string before;
    for (const Eligible& one : t_.eligible) {
      if (one.group < 1 || one.d <= before) return "the eligible are not sorted and unique";
      before = one.d;
      const std::string leaf = Message().Byte(0).Byte(one.group).Add(one.d).Add(one.hc).Hash();
      if (!std::binary_search(t_.leaves.begin(), t_.leaves.end(), leaf)) {
        return "an eligible member is no leaf of the pool";
      }
      root.Add(one.d);
    }
    return root.Hash() == t_.eligible_root ? "" : "the eligible do not give eligible_root";
  }

  std::string Seed() {
    Message seed;
    seed.Add("probity/draw/v1").Add(t_.round).Add(t_.pool_root).Add(t_.eligible_root);
    for (const std::string& share : t_.shares) seed.Add(share);
    return seed.Hash() == t_.seed ? "" : "the shares do not give the seed";
  }

  std::string Houses() {
    std::string before;
    for (const Opened& one : t_.opened) {
      if (one.d <= before) return "the opened are not sorted and unique";
      before = one.d;
      const auto member = std::lower_bound(
          t_.eligible.begin(), t_.eligible.end(), one.d,
          [](const Eligible& eligible, const std::string& d) { return eligible.d < d; });
      if (member == t_.eligible.end() || member->d != one.d) {
        return "somebody opened is not eligible";
      }
      if (Message().Byte(3).Add(one.h).Add(one.d).Add(one.n).Hash() != member->hc) {
        return "an opened house is not the one committed to";
      }
      houses_[one.d] = one.h;
    }
    return "";
  }

  // The eligible of a group in the order of their ranks under k.
  std::vector<std::string> Ranked(int group, int k) const {
    std::vector<std::pair<std::string, std::string>> ranked;
    for (const Eligible& one : t_.eligible) {
      if (one.group != group) continue;
      const std::string message = Message().Add(t_.round).Byte(group).Short(k).Add(one.d).bytes();
      ranked.emplace_back(crypto::HmacSha256(t_.seed, message), one.d);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> order;
    for (auto& one : ranked) order.push_back(std::move(one.second));
    return order;
  }

  // Looks at a member on the walk; its house must be open. True if the house does not sit.
  bool MaySit(const std::string& d, std::string& problem) {
    walked_.insert(d);
    const auto house = houses_.find(d);
    if (house == houses_.end()) {
      problem = "a member that was walked is not opened";
      return false;
    }
    return std::none_of(chairs_.begin(), chairs_.end(), [&](const Chair& chair) {
      return chair.d.has_value() && houses_.at(*chair.d) == house->second;
    });
  }

  std::string Panel() {
    std::string problem;
    for (int g = 1; g <= kGroups; ++g) {
      int seated = 0;
      const int quota = t_.quotas[static_cast<size_t>(g) - 1];
      for (const std::string& d : Ranked(g, 0)) {
        if (seated == quota) break;
        const bool sits = MaySit(d, problem);
        if (!problem.empty()) return problem;
        if (!sits) continue;
        chairs_.push_back({g, d});
        drawn_.insert(d);
        ++seated;
      }
      if (seated < quota) return "group " + std::to_string(g) + " cannot fill its seats";
    }
    drawn_walked_ = walked_;
    stages_.push_back({chairs_, 0});
    if (t_.panel.size() != chairs_.size()) return "the panel has another size";
    for (size_t i = 0; i < chairs_.size(); ++i) {
      const Seat& seat = t_.panel[i];
      if (seat.number != static_cast<int>(i) + 1 || seat.group != chairs_[i].group ||
          seat.d != *chairs_[i].d) {
        return "seat " + std::to_string(i + 1) + " is not the one the ranks give";
      }
    }
    return "";
  }

  std::string Replacements() {
    size_t at = 0;
    for (uint32_t batch = 1; at < t_.replacements.size(); ++batch) {
      const size_t begin = at;
      while (at < t_.replacements.size() && t_.replacements[at].batch == batch) ++at;
      if (at == begin) return "batches of replacements are not numbered from 1";
      std::string problem = Batch(begin, at);
      if (!problem.empty()) return problem;
      stages_.push_back({chairs_, k_});
    }
    return "";
  }

  // All leavers stand up before the first is replaced.
  std::string Batch(size_t begin, size_t end) {
    int before = 0;
    for (size_t i = begin; i < end; ++i) {
      const Replaced& one = t_.replacements[i];
      const auto seat = static_cast<size_t>(one.seat);
      if (one.seat <= before || seat > chairs_.size()) return "leavers are not in seat order";
      before = one.seat;
      Chair& chair = chairs_[seat - 1];
      if (!chair.d.has_value() || *chair.d != one.leaving || chair.group != one.group) {
        return "a leaver does not sit on seat " + std::to_string(one.seat);
      }
      chair.d.reset();
    }
    for (size_t i = begin; i < end; ++i) {
      std::string problem = Replace(t_.replacements[i]);
      if (!problem.empty()) return problem;
    }
    return "";
  }

  std::string Replace(const Replaced& one) {
    ++k_;
    std::optional<std::string> entering;
    std::string problem;
    for (const std::string& d : Ranked(one.group, k_)) {
      if (drawn_.contains(d)) continue;
      const bool sits = MaySit(d, problem);
      if (!problem.empty()) return problem;
      if (!sits) continue;
      entering = d;
      break;
    }
    if (one.k != k_ || one.entering != entering) {
      return "replacement " + std::to_string(k_) + " is not the one the ranks give";
    }
    if (!entering.has_value()) return "";
    drawn_.insert(*entering);
    chairs_[static_cast<size_t>(one.seat) - 1].d = entering;
    return "";
  }

  std::string ExactlyTheWalked() {
    return houses_.size() == walked_.size() ? "" : "a house is open that nobody walked past";
  }

  // The text of the transcript as it was when the panel was drawn.
  std::string TextAtDraw() const {
    Transcript drawn = t_;
    drawn.replacements.clear();
    std::erase_if(drawn.opened, [&](const Opened& one) { return !drawn_walked_.contains(one.d); });
    return WriteTranscript(drawn);
  }

  std::string PanelLeaf(const Stage& stage) const {
    Message panel;
    panel.Byte(4).Add("probity/panel/v1").Add(t_.round).Short(stage.last_k);
    panel.Byte(static_cast<int>(stage.chairs.size()));
    for (const Chair& chair : stage.chairs) {
      panel.Byte(chair.group).Add(chair.d.value_or(std::string(16, '\0')));
    }
    return Message().Add(t_.round).Short(stage.last_k).Add(panel.Hash()).bytes();
  }

  // The order in the log is what makes the draw nobody's choice.
  std::string Log(const std::vector<LogLeaf>& log) const {
    constexpr int kCommit = 2, kFrozen = 3, kScreened = 4, kReveal = 5, kDrawn = 6, kSeated = 7;
    constexpr int kClosed = 9;
    std::vector<const LogLeaf*> own;
    const LogLeaf* closed = nullptr;
    for (const LogLeaf& leaf : log) {
      if (!std::string_view(leaf.body).starts_with(t_.round)) continue;
      if (leaf.kind >= kCommit && leaf.kind <= kSeated) own.push_back(&leaf);
      if (leaf.kind == kClosed) closed = &leaf;
    }
    std::vector<std::pair<int, std::string>> expected;
    const auto four = [&](int kind, const std::vector<std::string>& values) {
      for (int g = 1; g <= kGroups; ++g) {
        expected.emplace_back(
            kind, Message().Add(t_.round).Byte(g).Add(values[static_cast<size_t>(g) - 1]).bytes());
      }
    };
    four(kCommit, t_.commitments);
    expected.emplace_back(kFrozen, t_.round + t_.pool_root);
    expected.emplace_back(kScreened, t_.round + t_.eligible_root);
    four(kReveal, t_.shares);
    expected.emplace_back(kDrawn, t_.round + crypto::Sha256(TextAtDraw()));
    for (const Stage& stage : stages_) expected.emplace_back(kSeated, PanelLeaf(stage));
    if (own.size() != expected.size()) return "the log has another number of leaves of this draw";
    for (size_t i = 0; i < own.size(); ++i) {
      if (own[i]->kind != expected[i].first) {
        return "leaf " + std::to_string(own[i]->seq) + " is out of order in the log";
      }
    }
    // Officers commit and reveal in any order among themselves.
    for (const size_t first : {size_t{0}, size_t{6}}) {
      std::set<std::string> logged, told;
      for (size_t i = first; i < first + kGroups; ++i) {
        logged.insert(own[i]->body);
        told.insert(expected[i].second);
      }
      if (logged != told) return "commitments or shares are not those of the log";
    }
    for (size_t i = 0; i < own.size(); ++i) {
      const bool any_order = own[i]->kind == kCommit || own[i]->kind == kReveal;
      if (!any_order && own[i]->body != expected[i].second) {
        return "leaf " + std::to_string(own[i]->seq) + " of the log says something else";
      }
    }
    if (closed != nullptr && !std::string_view(closed->body).ends_with(crypto::Sha256(text_))) {
      return "the transcript is not the one the round was closed with";
    }
    return "";
  }

  const Transcript t_;
  const std::string_view text_;
  std::map<std::string, std::string> houses_;  // of those opened
  std::set<std::string> walked_;
  std::set<std::string> drawn_walked_;  // when the panel was drawn
  std::set<std::string> drawn_;         // everybody who ever sat
  std::vector<Chair> chairs_;
  std::vector<Stage> stages_;
  int k_ = 0;
};

}  // namespace

DrawReport CheckDraw(std::string_view transcript, const std::vector<LogLeaf>* log) {
  DrawReport report;
  std::optional<Transcript> read = ReadTranscript(transcript);
  if (!read.has_value()) {
    report.problem = "not the transcript of a finished draw, in the one form it is written in";
    return report;
  }
  report.round = crypto::Hex(read->round);
  report.pool = read->leaves.size();
  report.eligible = read->eligible.size();
  report.seats = read->panel.size();
  report.replaced = read->replacements.size();
  report.problem = Checker(*std::move(read), transcript).Run(log);
  return report;
}

}  // namespace probity::draw_check
