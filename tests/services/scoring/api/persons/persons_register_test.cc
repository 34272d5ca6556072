// The register of persons: what it takes, what it refuses and whom it shows.
#include "tests/services/scoring/api/persons/persons_world.h"

namespace probity::scoring {
namespace {

using ::testing::SizeIs;

class PersonsRegisterTest : public ::testing::TestWithParam<std::string> {
 protected:
  PersonsWorld world_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(PersonsRegisterTest);

TEST_P(PersonsRegisterTest, TheRegisterRefusesWhatItMustNotHold) {
  const auto refused = [&](const v1::Person& person) {
    v1::RegisterPersonRequest request;
    *request.mutable_person() = person;
    return Outcome(
        world_.Call(world_.persons(), &PersonStub::RegisterPerson, request, AsSupervisor())
            .status());
  };
  v1::Person person = Doctor("11010519491231002X");
  EXPECT_EQ(refused(person), "INVALID_ARGUMENT/RAW_ID_NUMBER");
  person = Doctor("D1", "M999");
  EXPECT_EQ(refused(person), "NOT_FOUND/UNKNOWN_INSTITUTION");
  person = Doctor("D1");
  person.clear_profession();
  EXPECT_EQ(refused(person), "INVALID_ARGUMENT/BAD_REQUEST");
  person = Doctor("D1");
  *person.add_employments() = person.employments(0);
  EXPECT_EQ(refused(person), "FAILED_PRECONDITION/EMPLOYMENT_OVERLAP");
  EXPECT_EQ(refused(Doctor("D1")), "OK");
  EXPECT_EQ(Outcome(world_.Employ("D9", "M001", "2026-01-01")), "NOT_FOUND/UNKNOWN_PERSON");
  EXPECT_EQ(Outcome(world_.Employ("D1", "M001", "2026-01-01")),
            "FAILED_PRECONDITION/EMPLOYMENT_OVERLAP");
  EXPECT_EQ(Outcome(world_.Employ("D1", "M999", "2026-01-01")), "NOT_FOUND/UNKNOWN_INSTITUTION");
}

TEST_P(PersonsRegisterTest, AnImportIsTakenWholeOrNotAtAllAndMayBeRepeated) {
  const auto import = [&](const std::vector<v1::Person>& persons) {
    std::vector<v1::ImportPersonsRequest> messages(1);
    messages[0].set_request_id(NewRequestId());
    for (const v1::Person& one : persons) *messages[0].add_persons() = one;
    return rpc::InvokeImport(world_.persons(), &PersonStub::ImportPersons, messages,
                             AsSupervisor());
  };
  v1::Person bad = Doctor("D2");
  bad.set_name("");
  const auto refused = import({Doctor("D1"), bad, Doctor("D1")});
  EXPECT_EQ(Outcome(refused.status()), "INVALID_ARGUMENT/BAD_ROWS");
  const auto violations = DetailOf(refused.status()).violations;
  ASSERT_THAT(violations, SizeIs(3));
  EXPECT_EQ(violations[0].field, "persons[1].name");
  EXPECT_EQ(violations[1].field, "persons[2].person_id");
  EXPECT_EQ(violations[2].field, "persons[2].licence_no");
  const auto first = import({Doctor("D1"), Doctor("D2")});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->added(), 2);
  const auto second = import({Doctor("D1"), Doctor("D3")});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->added(), 1);
  EXPECT_EQ(second->unchanged(), 1);
  v1::Person renamed = Doctor("D1");
  renamed.set_name("示例药师");
  EXPECT_EQ(Outcome(import({renamed}).status()), "ALREADY_EXISTS/DUPLICATE_PERSON");
}

TEST_P(PersonsRegisterTest, NamesAreMaskedForWhoDoesNotHandlePersons) {
  world_.Hire(Doctor("D1"));
  EXPECT_EQ(world_.Get("D1").name(), "示例医师");
  const v1::Person masked = world_.Get("D1", "", As({options::v1::ROLE_INSPECTOR}));
  EXPECT_EQ(masked.name(), "示＊＊");
  EXPECT_EQ(masked.licence_no(), "");
  EXPECT_EQ(world_.Get("D1", "", AsInstitution("M001")).name(), "示例医师");
  v1::GetPersonRequest ask;
  ask.set_person_id("D1");
  EXPECT_EQ(
      Outcome(world_.Call(world_.persons(), &PersonStub::GetPerson, ask, AsInstitution("M002"))
                  .status()),
      "PERMISSION_DENIED/NOT_YOURS");
}

}  // namespace
}  // namespace probity::scoring
