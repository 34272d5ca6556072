// L2: two worlds alike but for one secret. All that somebody without a right to the secret can see
// is the same, byte for byte, but for what is declared below: ciphertext, hashes and random values
// that depend on what they cover. Of those only number and length may show, and do not differ.
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "services/review/domain/transcript.h"
#include "tests/blind/ask.h"
#include "tests/blind/dump.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/blind/sizes.h"
#include "tests/blind/world.h"

namespace probity::blind {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kCompared = 5;
constexpr int kSeats = 7;

// Fields of answers, columns of tables: sealed, hashed or random.
using Mask = std::set<std::string>;
const Mask& Always() {
  static const auto* const mask =
      new Mask{"next_page_token", "request_id"};  // a nonce; the tests' own counter
  return *mask;
}
// Who may judge decides who is drawn, and all that is hashed over it. The pool is the same, and a
// transcript too but for the one fact it publishes on purpose (see Covered).
Mask OfTheDraw() {
  return {"eligible_root",  "transcript_sha256",
          "sha256",         "transcript",
          "draw_pseudonym", "house",
          "blind",          "receipt",
          "receipts",       "body",
          "hash",           "prev",
          "head_hash",      "root",
          "chain_hash",     "signature",
          "hashes",         "sealed",
          "seal",           "ballot",
          "cred_hash",      "wrapped",
          "nonce",          "digest",
          "response"};
}
// A round's last leaf names the head of scoring's log, which is a hash over everything there.
Mask OfTheDelivery() {
  return {"body", "hash", "prev", "head_hash", "root", "chain_hash", "signature", "hashes"};
}
// Ballots and the roster's changes are hashed with salts and nonces of their own.
Mask OfTheBallots() {
  return {"receipt",    "receipts",  "body",   "hash",   "prev",  "head_hash", "root",
          "chain_hash", "signature", "hashes", "ballot", "nonce", "digest",    "request_hash"};
}

// A transcript names the eligible, by pseudonym, so that anybody can check the draw. Their number
// therefore differs where a member is struck whom no decoy would have struck, and with it the walk
// among them: meant for the readers of transcripts, by whom an institution is guessed no better
// than T5 allows (l04_recusal_test.cc). Here both lists are left out, and the pseudonyms drawn and
// the hashes over them are covered; all else, the pool's leaves too, stays as it is.
std::string ButForTheEligible(const std::string& json) {
  auto transcript = review::ParseTranscript(json);
  if (!transcript.ok()) return json;
  transcript->eligible.clear();
  transcript->opened.clear();
  for (std::string* const hash : {&transcript->eligible_root, &transcript->seed}) {
    hash->assign(hash->size(), '*');
  }
  for (review::Seat& seat : transcript->panel) {
    if (seat.draw.has_value()) seat.draw->assign(seat.draw->size(), '*');
  }
  return TranscriptJson(*transcript);
}

// What still shows of a masked value: its length, or of a transcript all that may not differ.
std::string Covered(const std::string& name, const std::string& value) {
  return name == "transcript" ? ButForTheEligible(value) : std::string(value.size(), '*');
}

void Hide(Message& message, const Mask& mask) {
  const auto& fields = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  fields.ListFields(message, &set);
  for (const FieldDescriptor* const field : set) {
    const bool hidden = mask.count(field->name()) > 0;
    const int count = field->is_repeated() ? fields.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Hide(field->is_repeated() ? *fields.MutableRepeatedMessage(&message, field, i)
                                  : *fields.MutableMessage(&message, field),
             mask);
      } else if (hidden && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const std::string value = field->is_repeated() ? fields.GetRepeatedString(message, field, i)
                                                       : fields.GetString(message, field);
        const std::string covered = Covered(field->name(), value);
        if (field->is_repeated()) {
          fields.SetRepeatedString(&message, field, i, covered);
        } else {
          fields.SetString(&message, field, covered);
        }
      }
    }
  }
}

// "GetRound" of "/probity.review.v1.HearingAdminService/GetRound" and of "GetRound by auditor".
std::string NameOf(const std::string& method) {
  const std::string behind = method.substr(method.rfind('/') + 1);
  return behind.substr(0, behind.find(' '));
}

std::string Shown(const Heard& heard, const Mask& mask) {
  Heard shown = heard;
  for (const auto* const method : ReviewMethods()) {
    if (method->name() != NameOf(heard.method)) continue;
    for (std::string& bytes : shown.messages) {
      const std::unique_ptr<Message> message(google::protobuf::MessageFactory::generated_factory()
                                                 ->GetPrototype(method->output_type())
                                                 ->New());
      if (!message->ParseFromString(bytes)) continue;
      Hide(*message, mask);
      bytes = message->SerializeAsString();
    }
  }
  return shown.Text();
}

// One of two worlds.
struct Variant {
  Secrets secrets;
  review::ReviewBench::Voting voting = review::AllUphold;
  bool members_seen = true;  // what members and clerks are answered is compared, too
};

// What one phase of a round shows.
struct Seen {
  std::vector<Heard> answers;
  std::map<std::string, Table> hearing;  // database
};
struct Played {
  Seen voting, delivered;
};

void Look(World& world, const std::string& round, bool members_seen, Seen* seen) {
  for (Heard& heard : Answers(world.channel(), {round})) {
    const bool clerk = absl::EndsWith(heard.method, " by clerk");
    if (members_seen || !clerk) seen->answers.push_back(std::move(heard));
  }
  seen->hearing = Dump(world.review().hearing_database());
}

Played Play(const Variant& variant) {
  World world(variant.secrets);
  world.ReferAll();
  world.ear().Forget();
  const std::string round = world.RoundIn(review::v1::ROUND_PHASE_VOTING, kCompared);
  world.review().Vote(round, variant.voting);
  Played played;
  if (variant.members_seen) played.voting.answers = world.ear().heard();
  Look(world, round, variant.members_seen, &played.voting);
  world.CloseAndDeliver(round);
  Look(world, round, variant.members_seen, &played.delivered);
  return played;
}

std::uint64_t Difference(const std::string& one, const std::string& other) {
  std::uint64_t bytes = std::max(one.size(), other.size()) - std::min(one.size(), other.size());
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) bytes += one[i] != other[i];
  return bytes;
}

// What differs, and how many bytes of it.
struct Differences {
  Findings findings;
  std::uint64_t bytes = 0;

  void Compare(const std::string& where, const std::string& one, const std::string& other) {
    if (one == other) return;
    bytes += Difference(one, other);
    findings.push_back(
        absl::StrCat(where, " differs: ", one.size(), " bytes, ", other.size(), " bytes"));
  }
};

std::string CoveredColumn(const std::string& name, const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) absl::StrAppend(&text, Covered(name, value), "\n");
  return text;
}

void CompareTables(const std::string& phase, const std::map<std::string, Table>& one,
                   const std::map<std::string, Table>& other, const Mask& mask, Differences* to) {
  for (const auto& [name, table] : one) {
    const Table& second = other.at(name);
    for (const std::string& column : table.columns) {
      const auto first = table.Column(column);
      const auto values = second.Column(column);
      const std::string where = absl::StrCat(phase, name, ".", column);
      if (mask.count(column) > 0) {
        to->Compare(where + ", masked,", CoveredColumn(column, first),
                    CoveredColumn(column, values));
      } else {
        to->Compare(where, absl::StrJoin(first, "\n"), absl::StrJoin(values, "\n"));
      }
    }
  }
}

void ComparePhase(const std::string& where, const Seen& one, const Seen& other, const Mask& mask,
                  Differences* to) {
  to->Compare(where + "the number of answers", std::to_string(one.answers.size()),
              std::to_string(other.answers.size()));
  for (std::size_t i = 0; i < std::min(one.answers.size(), other.answers.size()); ++i) {
    to->Compare(where + one.answers[i].method, Shown(one.answers[i], mask),
                Shown(other.answers[i], mask));
  }
  CompareTables(where, one.hearing, other.hearing, mask, to);
}

void Compare(const std::string& secret, const Variant& one, const Variant& other, const Mask& more,
             Differences* to) {
  Mask mask = Always();
  mask.insert(more.begin(), more.end());
  const Played first = Play(one);
  const Played second = Play(other);
  ComparePhase(secret + ", VOTING: ", first.voting, second.voting, mask, to);
  const Mask delivery = OfTheDelivery();
  mask.insert(delivery.begin(), delivery.end());
  ComparePhase(secret + ", DELIVERED: ", first.delivered, second.delivered, mask, to);
}

// Cases of these institutions of one register, in this order.
Variant About(const std::vector<std::string>& accused, const std::vector<std::string>& all,
              const std::string& seed) {
  Variant variant;
  variant.secrets.seed = seed;
  variant.secrets.accused = accused;
  for (const std::string& one : all) {
    if (std::find(accused.begin(), accused.end(), one) == accused.end()) {
      variant.secrets.bystanders.push_back(one);
    }
  }
  return variant;
}

void WhoIsAccused(const std::string& seed, Differences* to) {
  const std::vector<std::string> all = CanaryInstitutions(12);
  Compare("who is accused", About({all.begin(), all.begin() + kCompared}, all, seed),
          About({all.begin() + kCompared, all.begin() + 2 * kCompared}, all, seed), {}, to);
}

// N1 works at I1, of whom a case is or is not.
void WhoIsRecused(const std::string& seed, Differences* to) {
  std::vector<std::string> all = CanaryInstitutions(7);
  all.push_back("I1");
  std::vector<std::string> accused(all.begin(), all.begin() + kCompared);
  const Variant free = About(accused, all, seed);
  accused.back() = "I1";
  Compare("who is recused", About(accused, all, seed), free, OfTheDraw(), to);
}

// Members p and q in each other's place; and of seven ballots with the same verdict one is another
// seat's, one is missing.
void WhoSitsAndVotesWhat(const std::string& seed, Differences* to) {
  const auto upholding = [](const std::set<int>& against, const std::set<int>& absent) {
    return [=](int seat, const std::string&) -> std::vector<review::v1::FindingAnswer> {
      if (absent.count(seat) > 0) return {};
      if (against.count(seat) == 0) return {review::Uphold(4)};
      return {review::Choose(review::v1::CHOICE_NOT_UPHOLD, "R02")};
    };
  };
  Variant one;
  one.secrets.seed = seed;
  one.members_seen = false;
  one.secrets.members = UsualMembers();
  one.voting = upholding({4, kSeats}, {});
  Variant other = one;
  Person& p = other.secrets.members[6];
  Person& q = other.secrets.members[7];
  std::swap(p.number, q.number);
  std::swap(p.name, q.name);
  std::swap(p.contact, q.contact);
  other.voting = upholding({3}, {5});
  Compare("who sits and votes what", one, other, OfTheBallots(), to);
}

Findings TwoWorlds() {
  const int pairs = NothingPlanted() ? Size(3, 1'000) : 3;
  Differences differences;
  for (int i = 0; i < pairs; ++i) {
    const std::string seed = absl::StrCat("world ", i / 3);
    if (i % 3 == 0) WhoSitsAndVotesWhat(seed, &differences);
    if (i % 3 == 1) WhoIsAccused(seed, &differences);
    if (i % 3 == 2) WhoIsRecused(seed, &differences);
    // A leak that was planted is caught; what else it changes is nobody's question.
    if (!NothingPlanted() && !differences.findings.empty()) break;
  }
  if (NothingPlanted()) {
    Record("T3", static_cast<double>(differences.bytes), absl::StrCat("bytes, ", pairs, " pairs"));
  }
  return differences.findings;
}

PROBITY_LEAK_TEST(L2, TwoWorlds);

}  // namespace
}  // namespace probity::blind
