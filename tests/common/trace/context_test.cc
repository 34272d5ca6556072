// W3C Trace Context: which headers say where a call comes from, and what a thread is at.
#include "common/trace/context.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::trace {
namespace {

constexpr char kGiven[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST(Traceparent, IsReadAndWritten) {
  const auto span = ParseTraceparent(kGiven);
  ASSERT_TRUE(span.has_value());
  EXPECT_EQ(span->trace_id.size(), 16U);
  EXPECT_EQ(span->span_id.size(), 8U);
  EXPECT_TRUE(span->sampled);
  EXPECT_EQ(TraceparentText(*span), kGiven);
}

TEST(Traceparent, SaysWhetherTheTraceIsKept) {
  const auto span = ParseTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
  ASSERT_TRUE(span.has_value());
  EXPECT_FALSE(span->sampled);
  EXPECT_FALSE(NewSpan(span).sampled) << "what is called from it is not kept either";
  const auto more = ParseTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03");
  ASSERT_TRUE(more.has_value()) << "flags nobody knows yet are passed over";
  EXPECT_TRUE(more->sampled);
}

struct Header {
  std::string rule;
  std::string text;
  bool holds;
};

TEST(Traceparent, HoldsOnlyInTheFormOfTheRecommendation) {
  const std::string ids = "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::vector<Header> headers = {
      {"nothing", "", false},
      {"one character short", std::string(kGiven).substr(0, 54), false},
      {"one too many", std::string(kGiven) + "0", false},
      {"version 00 with more behind", std::string(kGiven) + "-what", false},
      {"a later version", "01" + ids, true},
      {"a later version with more behind", "cc" + ids + "-what-the-future-brings", true},
      {"a later version with more, but no dash", "cc" + ids + ".what", false},
      {"the version that is forbidden", "ff" + ids, false},
      {"capitals", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false},
      {"no trace", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", false},
      {"no span", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false},
      {"another letter", "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01", false},
      {"another separator", "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01", false},
      {"flags that are no number", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
       false},
  };
  for (const Header& header : headers) {
    EXPECT_EQ(ParseTraceparent(header.text).has_value(), header.holds) << header.rule;
  }
}

TEST(NewSpan, ContinuesATraceOrBeginsOne) {
  const auto parent = ParseTraceparent(kGiven);
  const SpanContext child = NewSpan(parent);
  EXPECT_EQ(child.trace_id, parent->trace_id);
  EXPECT_NE(child.span_id, parent->span_id);
  const SpanContext head = NewSpan();
  EXPECT_NE(head.trace_id, NewSpan().trace_id);
  EXPECT_TRUE(head.sampled);
}

TEST(Scope, IsOfItsThreadAndNests) {
  EXPECT_EQ(Current(), nullptr);
  EXPECT_EQ(CurrentTraceId(), "");
  const Scope outer(*ParseTraceparent(kGiven));
  EXPECT_EQ(CurrentTraceId(), kTraceId);
  {
    const SpanContext other = NewSpan();
    const Scope inner(other);
    EXPECT_EQ(Current()->span_id, other.span_id);
  }
  EXPECT_EQ(CurrentTraceId(), kTraceId);
  std::string elsewhere = "unset";
  std::thread([&] { elsewhere = CurrentTraceId(); }).join();
  EXPECT_EQ(elsewhere, "");
}

TEST(Silence, HidesWhatTheThreadIsAt) {
  const Scope scope(NewSpan());
  EXPECT_FALSE(Silent());
  {
    const Silence silence;
    EXPECT_TRUE(Silent());
    EXPECT_EQ(Current(), nullptr);
    const Scope inner(NewSpan());
    EXPECT_EQ(Current(), nullptr) << "silence outlasts what is opened within it";
  }
  EXPECT_NE(Current(), nullptr);
}

}  // namespace
}  // namespace probity::trace
