// What gRPC does to finish a call with an error and not to finish one with OK: it notes what the
// error is, where and when it came about. On the reply grid that is done after the tick, where a
// refusal would leave some ten microseconds after an answer; so it is done for an answer, too.
#ifndef PROBITY_COMMON_RPC_EVEN_FINISH_H_
#define PROBITY_COMMON_RPC_EVEN_FINISH_H_

#include "absl/status/status.h"

namespace probity::rpc {

// A note like gRPC's own. Nobody reads it; whoever has it made keeps it until the call has ended,
// as gRPC does.
absl::Status NoteAsOfAnError();

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_EVEN_FINISH_H_
