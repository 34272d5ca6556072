// Where the three services listen.
#ifndef PROBITY_CLIENTS_COMMON_ADDRESSES_H_
#define PROBITY_CLIENTS_COMMON_ADDRESSES_H_

#include <string>

namespace probity::clients {

struct Addresses {
  std::string scoring = "127.0.0.1:7101";
  std::string review = "127.0.0.1:7102";
  std::string settlement = "127.0.0.1:7103";
};

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_ADDRESSES_H_
