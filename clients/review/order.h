// In which order a member sees the cases, and how one of them is named.
#ifndef PROBITY_CLIENTS_REVIEW_ORDER_H_
#define PROBITY_CLIENTS_REVIEW_ORDER_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "probity/review/v1/committee_service.pb.h"

namespace probity::member {

using Entries = google::protobuf::RepeatedPtrField<review::v1::SheetEntry>;

// The cases in an order that only this seat has, always the same for one code and round: no case is
// read first by everybody.
std::vector<review::v1::SheetEntry> OwnOrder(const Entries& cases, std::string_view code,
                                             std::string_view round);

// The case a person named: `3` or `第3号`, or its serial with check symbol in any width, case and
// grouping. BAD_REQUEST if it is neither, NOT_FOUND if this round has no such case.
absl::StatusOr<review::v1::SheetEntry> PickCase(const Entries& cases, std::string_view named);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_ORDER_H_
