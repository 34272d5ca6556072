#include "common/rpc/content.h"

#include "common/rpc/idempotency.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

PutNoteRequest Base() {
  PutNoteRequest request;
  request.set_request_id(Uuid(1));
  request.set_key("k");
  request.set_text("ab");
  (*request.mutable_marks())["x"] = 1;
  (*request.mutable_marks())["y"] = 2;
  request.add_tags("a");
  request.add_tags("b");
  return request;
}

TEST(Content, IsTheSameHoweverTheBytesAreLaidOut) {
  const PutNoteRequest request = Base();
  PutNoteRequest other;  // the map filled the other way round
  (*other.mutable_marks())["y"] = 2;
  (*other.mutable_marks())["x"] = 1;
  other.MergeFrom(Base());
  other.clear_tags();
  other.add_tags("a");
  other.add_tags("b");
  EXPECT_EQ(ContentHash({&request}), ContentHash({&other}));

  PutNoteRequest parsed;
  ASSERT_TRUE(parsed.ParseFromString(request.SerializeAsString()));
  EXPECT_EQ(ContentHash({&request}), ContentHash({&parsed}));
}

TEST(Content, AMapEntryOfDefaultsIsTheSameAssignedAndParsed) {
  PutNoteRequest request;
  (*request.mutable_marks())[""] = 0;
  PutNoteRequest parsed;
  ASSERT_TRUE(parsed.ParseFromString(request.SerializeAsString()));
  EXPECT_EQ(ContentHash({&request}), ContentHash({&parsed}));
  EXPECT_NE(ContentHash({&request}), ContentHash({&PutNoteRequest::default_instance()}));
}

TEST(Content, DoesNotCountTheRequestId) {
  PutNoteRequest one = Base();
  PutNoteRequest two = Base();
  two.set_request_id(Uuid(2));
  EXPECT_EQ(ContentHash({&one}), ContentHash({&two}));
}

struct Change {
  std::string what;
  std::function<void(PutNoteRequest&)> apply;
};

TEST(Content, ChangesWithEveryField) {
  const std::vector<Change> changes = {
      {"text", [](PutNoteRequest& r) { r.set_text("abc"); }},
      {"the border between two fields",
       [](PutNoteRequest& r) { r.set_key("ka"), r.set_text("b"); }},
      {"a map's value", [](PutNoteRequest& r) { (*r.mutable_marks())["x"] = 2; }},
      {"a map's key", [](PutNoteRequest& r) { (*r.mutable_marks())["z"] = 2; }},
      {"the order of a list", [](PutNoteRequest& r) { r.mutable_tags()->SwapElements(0, 1); }},
      {"a list's length", [](PutNoteRequest& r) { r.add_tags(""); }},
      {"presence of a zero", [](PutNoteRequest& r) { r.set_weight(0); }},
      {"presence of an empty message", [](PutNoteRequest& r) { r.mutable_other(); }},
      {"a nested field", [](PutNoteRequest& r) { r.mutable_other()->set_key("k"); }},
  };
  std::set<std::string> hashes;
  const PutNoteRequest base = Base();
  hashes.insert(ContentHash({&base}));
  for (const Change& change : changes) {
    PutNoteRequest changed = Base();
    change.apply(changed);
    EXPECT_TRUE(hashes.insert(ContentHash({&changed})).second) << change.what;
  }
}

TEST(Content, KnowsWhereOneMessageOfAStreamEnds) {
  ImportNotesRequest ab;
  ab.add_keys("a");
  ab.add_keys("b");
  ImportNotesRequest a;
  a.add_keys("a");
  ImportNotesRequest b;
  b.add_keys("b");
  EXPECT_NE(ContentHash({&ab}), ContentHash({&a, &b}));
  EXPECT_NE(ContentHash({&b, &a}), ContentHash({&a, &b}));
}

}  // namespace
}  // namespace probity::rpc
