// Messages of one size: a method whose answers (or requests) must not tell anything by their length
// has a field `padding` in them, filled here up to the size the contract declares.
#ifndef PROBITY_COMMON_RPC_PADDING_H_
#define PROBITY_COMMON_RPC_PADDING_H_

#include <cstddef>
#include <string>

namespace probity::rpc {

// Fills `padding` until `message` has `size` bytes on the wire; false if that cannot be reached:
// the content is too long, or the few sizes between two lengths of a length prefix.
template <typename Message>
bool PadTo(std::size_t size, Message* message) {
  message->mutable_padding()->clear();
  const std::size_t bare = message->ByteSizeLong();
  if (bare == size) return true;
  if (bare + 2 >= size) return false;
  message->set_padding(std::string(size - bare - 2, '\0'));
  const std::size_t padded = message->ByteSizeLong();
  // Longer paddings take more bytes for their length.
  if (padded > size) message->mutable_padding()->resize(size - bare - 2 - (padded - size));
  return message->ByteSizeLong() == size;
}

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_PADDING_H_
