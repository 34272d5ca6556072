// The bounds of a server, each in one place; docs/rpc.md shows them as a table and says what each
// is good for. What an operator may want to change is in ServeOptions and, of those, in the
// configuration; the rest is here alone.
#ifndef PROBITY_COMMON_RPC_LIMITS_H_
#define PROBITY_COMMON_RPC_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace probity::rpc {

// A message may have this size in either direction, on servers and channels.
inline constexpr int kMaxMessageBytes = 4 * 1024 * 1024;
// Entries in each repeated field of an import's message.
inline constexpr int kMaxRows = 500;
// All headers of a call together: room for a token of 8 KiB.
inline constexpr int kMaxMetadataBytes = 16 * 1024;

// Calls one connection may carry at a time; who opens more is cut off by gRPC.
inline constexpr int kMaxStreamsPerConnection = 128;
// A connection without a call is asked to end.
inline constexpr absl::Duration kConnectionIdle = absl::Minutes(5);
// A silent connection with calls is asked whether anybody is there, and has so long to say so.
inline constexpr absl::Duration kAskAlive = absl::Seconds(60);
inline constexpr absl::Duration kAnswerAlive = absl::Seconds(20);
// The third ping in less than this time, with no call in between, ends the connection.
inline constexpr absl::Duration kLeastPingInterval = absl::Seconds(10);
inline constexpr int kMaxPingStrikes = 2;
// Of the admin port.
inline constexpr int kAdminConnections = 128;
// Calls for health that a connection may carry at a time; a client watches one service on each.
inline constexpr int kHealthCallsPerConnection = 4;

// Messages that came whole and wait, imports that gather, answers nobody has taken: of all callers
// together. One address holds at most as much as is left, so at most half.
inline constexpr int64_t kHeldBytes = int64_t{256} * 1024 * 1024;
// What a message takes beside its bytes; an empty one is counted as that much.
inline constexpr size_t kMessageOverhead = 512;
// Messages of one caller that are on their way at a time; the next is asked for when one is whole.
inline constexpr int kMessagesAtOnce = 8;
// What gRPC itself may hold beside them, of messages that have not come whole, before it closes
// streams.
inline constexpr int64_t kLibraryBytes = int64_t{256} * 1024 * 1024;

// A call is over when its client has taken the answer and gRPC has told us so, which on a busy
// machine is some time after the client went on to its next. All calls of an address that are not
// over may be so many times its calls that are not answered.
inline constexpr int kCallsNotOver = 4;

// Calls that were given up by their client, or came beyond calls_per_address: so many from one
// address, and one more each so often; who goes on loses the connection.
inline constexpr int kWastedCalls = 1000;
inline constexpr absl::Duration kWastedCallBack = absl::Milliseconds(20);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_LIMITS_H_
