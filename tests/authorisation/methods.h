// Every method of every service, and the table of who may call it, read from the descriptors alone.
#ifndef PROBITY_TESTS_AUTHORISATION_METHODS_H_
#define PROBITY_TESTS_AUTHORISATION_METHODS_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "probity/options/v1/access.pb.h"

namespace probity::authorisation {

using google::protobuf::MethodDescriptor;

// The methods of protos/probity/{scoring,review,settlement}/v1, by file and in its order. Throws,
// which fails the test, if a file is not linked: its methods would be left out in silence.
std::vector<const MethodDescriptor*> AllMethods();

// "scoring", "review" or "settlement": who serves it.
std::string ServedBy(const MethodDescriptor& method);

const options::v1::Access& AccessOf(const MethodDescriptor& method);

// True for methods whose every refusal is the same (option uniform_refusal).
bool IsUniform(const MethodDescriptor& method);

// The roles a column stands for: all but UNSPECIFIED and SERVICE, in the order of the proto.
std::vector<options::v1::Role> Columns();

// The table as it is committed (matrix.txt): one line a method, one column a role, then services.
std::string MatrixText();

}  // namespace probity::authorisation

#endif  // PROBITY_TESTS_AUTHORISATION_METHODS_H_
