// Generations of the key-encryption keys: what seals, what opens, what is still needed.
#include "services/review/api/key_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/crypto/key_files.h"
#include "common/crypto/seeded_entropy.h"
#include "probity/review/v1/key_service.grpc.pb.h"
#include "services/review/store/hearing/rounds.h"
#include "services/review/store/roster/members.h"
#include "services/review/store/roster/pool.h"
#include "tests/services/review/support/review_server.h"
#include "tests/support/process.h"

namespace probity::review {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using KeyStub = v1::KeyService::Stub;

crypto::KeyGenerations Generations(const std::string& name, std::initializer_list<int> numbers) {
  crypto::KeyGenerations keys;
  for (const int number : numbers) keys[number] = crypto::Sha256(name + std::to_string(number));
  return keys;
}

// The service as it is started with these generations of each key.
Keys WithGenerations(std::initializer_list<int> numbers) {
  return Keys(Generations("r", numbers), Generations("h", numbers),
              crypto::SeededEntropy("generations"));
}

ReviewEnv Env(const ReviewEnv& of, const Keys& keys) {
  return {
      of.clock,       of.entropy, of.roster, of.hearing, keys, of.notifier, of.committee_in_force,
      of.page_tokens, of.settings};
}

Bytes Id(char byte) {
  return Bytes(kIdBytes, byte);
}

TEST(KeyGenerations, SealUnderTheNewestAndOpenUnderAny) {
  const Keys old = WithGenerations({1});
  const Keys both = WithGenerations({1, 2});
  const Keys young = WithGenerations({2});
  const Bytes before = old.WrapRoundKey("round", "key");
  const Bytes after = both.WrapRoundKey("round", "key");
  EXPECT_EQ(before.size(), after.size()) << "what is stored does not tell its generation";
  EXPECT_EQ(*both.UnwrapRoundKey("round", before), "key");
  EXPECT_EQ(both.GenerationOfRoundKey("round", before), 1);
  EXPECT_EQ(both.GenerationOfRoundKey("round", after), 2);
  EXPECT_EQ(*young.UnwrapRoundKey("round", after), "key");
  EXPECT_FALSE(young.UnwrapRoundKey("round", before).ok()) << "its key is gone";
  EXPECT_EQ(young.GenerationOfRoundKey("round", before), 0);
  EXPECT_EQ(both.GenerationOfRoundKey("other", before), 0);
}

TEST(KeyGenerations, AreFilesWithTheirNumberAndGoOverwritten) {
  const ::probity::testing::TempDir folder;
  const fs::path dir = folder.path() + "/keys";
  const auto first = LoadKeys(dir.string(), crypto::SeededEntropy("first"));
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(
      crypto::WriteKeyFile(crypto::KeyFile(dir, "kek_r", 2), crypto::Sha256("second")).ok());
  const auto renewed = LoadKeys(dir.string(), crypto::SeededEntropy("never"));
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  EXPECT_THAT(renewed->RosterGenerations(), ElementsAre(1, 2));
  EXPECT_THAT(renewed->HearingGenerations(), ElementsAre(1));
  const Bytes sealed = renewed->SealContact("member", "a@b.cn");

  EXPECT_FALSE(crypto::WriteKeyFile(dir / "kek_r", crypto::Sha256("other")).ok())
      << "a key is never written over";
  fs::create_hard_link(dir / "kek_r", fs::path(folder.path()) / "left");
  ASSERT_TRUE(crypto::DestroyKeyFile(dir / "kek_r").ok());
  std::string left;
  std::ifstream(folder.path() + "/left") >> left;
  EXPECT_EQ(left, std::string(64 + 1, '0'))
      << "the bytes are overwritten, not only their name removed";
  EXPECT_FALSE(crypto::DestroyKeyFile(dir / "kek_r").ok());

  const auto retired = LoadKeys(dir.string(), crypto::SeededEntropy("never"));
  ASSERT_TRUE(retired.ok()) << retired.status();
  EXPECT_THAT(retired->RosterGenerations(), ElementsAre(2));
  EXPECT_EQ(*retired->OpenContact("member", sealed), "a@b.cn");
}

TEST(KeyGenerations, RefuseAFileWhoseEndingIsNoNumber) {
  const ::probity::testing::TempDir folder;
  ASSERT_TRUE(LoadKeys(folder.path(), crypto::SeededEntropy("first")).ok());
  for (const char* name : {"kek_r.1", "kek_r.02", "kek_r.old", "kek_r.", "kek_h.-2"}) {
    const fs::path odd = fs::path(folder.path()) / name;
    std::ofstream(odd) << std::string(64, 'a');
    EXPECT_EQ(LoadKeys(folder.path(), crypto::SeededEntropy("x")).status().code(),
              absl::StatusCode::kFailedPrecondition)
        << name << ": a key nobody would ever find again";
    fs::remove(odd);
  }
  std::ofstream(folder.path() + "/kek_roster") << "another thing";
  EXPECT_TRUE(LoadKeys(folder.path(), crypto::SeededEntropy("x")).ok());
}

class KeyUseTest : public ::testing::TestWithParam<std::string> {
 protected:
  void AddMember(const Keys& keys, char byte) {
    server_.InRoster([&](sql::Tx& tx) {
      return roster::InsertMember(
          tx, {Id(byte), std::string("M") + byte, Group::kExpert, "name", "",
               keys.SealContact(Id(byte), "kept@example.cn"), roster::MemberState::kActive});
    });
  }
  void AddRound(const Keys& keys, char byte) {
    server_.InRoster([&](sql::Tx& tx) {
      return roster::InsertPool(tx, Id(byte), {keys.WrapPoolKey(Id(byte), "pool key"), {}});
    });
    server_.InHearing([&](sql::Tx& tx) {
      hearing::Round round;
      round.round_id = Id(byte);
      round.policy_hash = Bytes(32, 'p');
      round.committee = DefaultCommittee();
      round.quotas = {1, 1, 3, 2};
      round.case_count = 5;
      return hearing::InsertRound(tx, round, 0, keys.WrapRoundKey(Id(byte), "round key"));
    });
  }
  std::string Contact(const Keys& keys, char byte) {
    std::string contact;
    server_.InRoster([&](sql::Tx& tx) -> absl::Status {
      const auto member = roster::FindById(tx, Id(byte));
      const auto opened = keys.OpenContact(Id(byte), member->value().contact_sealed);
      contact = opened.ok() ? *opened : "unreadable";
      return absl::OkStatus();
    });
    return contact;
  }
  RosterKeyUse RosterUse(const Keys& keys) {
    return UseOfRosterKeys(Env(server_.env(), keys), absl::InfiniteFuture()).value();
  }
  std::set<int> HearingUse(const Keys& keys) {
    return UseOfHearingKeys(Env(server_.env(), keys), absl::InfiniteFuture()).value();
  }

  ReviewServer server_{GetParam()};
  const Keys old_ = WithGenerations({1});
  const Keys both_ = WithGenerations({1, 2});
  const Keys young_ = WithGenerations({2});
};
INSTANTIATE_TEST_SUITE_P(Engines, KeyUseTest, ::testing::ValuesIn(::probity::testing::Engines()),
                         [](const auto& engine) { return engine.param; });

TEST_P(KeyUseTest, SealsContactsAnewSoThatTheOldGenerationIsFree) {
  AddMember(old_, 'a');
  AddMember(both_, 'b');
  EXPECT_THAT(RosterUse(both_).contacts, ElementsAre(1, 2));
  ASSERT_TRUE(ResealContacts(Env(server_.env(), both_), absl::InfiniteFuture()).ok());
  EXPECT_THAT(RosterUse(both_).contacts, ElementsAre(2));
  EXPECT_EQ(Contact(young_, 'a'), "kept@example.cn");
  EXPECT_EQ(Contact(young_, 'b'), "kept@example.cn");
}

TEST_P(KeyUseTest, LeavesAContactOfALostKeyAsItIs) {
  AddMember(old_, 'a');
  ASSERT_TRUE(ResealContacts(Env(server_.env(), young_), absl::InfiniteFuture()).ok());
  EXPECT_THAT(RosterUse(young_).contacts, ElementsAre(0));
  EXPECT_EQ(Contact(old_, 'a'), "kept@example.cn") << "the key may still be found";
}

TEST_P(KeyUseTest, NeedsAGenerationUntilItsLastRoundIsOver) {
  AddRound(old_, 'x');
  AddRound(both_, 'y');
  ASSERT_TRUE(ResealContacts(Env(server_.env(), both_), absl::InfiniteFuture()).ok());
  EXPECT_THAT(RosterUse(both_).rounds, ElementsAre(1, 2)) << "rounds are never sealed anew";
  EXPECT_THAT(HearingUse(both_), ElementsAre(1, 2));
  server_.InRoster([&](sql::Tx& tx) { return roster::ErasePool(tx, Id('x')); });
  EXPECT_THAT(RosterUse(both_).rounds, ElementsAre(2)) << "from StartVoting on";
  EXPECT_THAT(HearingUse(both_), ElementsAre(1, 2)) << "ballots are still sealed under it";
  server_.InHearing([&](sql::Tx& tx) { return hearing::DestroyRoundKey(tx, Id('x')); });
  EXPECT_THAT(HearingUse(both_), ElementsAre(2));
}

TEST_P(KeyUseTest, TellsAnAuditorAloneAndOfTheNewestNothing) {
  const auto stub = v1::KeyService::NewStub(server_.channel());
  rpc::CallOptions auditor = Clerk();
  EXPECT_EQ(
      Refusal(rpc::Invoke(*stub, &KeyStub::GetKeyUse, v1::GetKeyUseRequest(), auditor).status()),
      "PERMISSION_DENIED/ROLE_REQUIRED");
  auditor.caller.roles = {options::v1::ROLE_AUDITOR};
  const auto ask = [&] {
    return rpc::Invoke(*stub, &KeyStub::GetKeyUse, v1::GetKeyUseRequest(), auditor).value();
  };
  const std::string quiet = ask().SerializeAsString();
  EXPECT_THAT(ask().generations(), ::testing::SizeIs(2));
  AddMember(server_.env().keys, 'a');
  AddRound(server_.env().keys, 'x');
  EXPECT_EQ(ask().SerializeAsString(), quiet) << "nobody learns here that a round is on";
  AddRound(young_, 'y');
  EXPECT_TRUE(ask().unreadable()) << "a key that is not mounted";
}

}  // namespace
}  // namespace probity::review
