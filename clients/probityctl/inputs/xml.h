// The few parts of a workbook that are read, as events. Expat decides what is well-formed.
#ifndef PROBITY_CLIENTS_PROBITYCTL_INPUTS_XML_H_
#define PROBITY_CLIENTS_PROBITYCTL_INPUTS_XML_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace probity::inputs {

// Names without prefix: "x:row" is "row".
using Attributes = std::map<std::string, std::string>;

struct XmlEvents {
  std::function<void(std::string_view name, const Attributes&)> start;
  std::function<void(std::string_view name)> end;
  std::function<void(std::string_view text)> text;
};

// False if `xml` is not well-formed or has a document type, which no workbook has and which could
// define entities.
bool ReadXml(std::string_view xml, const XmlEvents& events);

}  // namespace probity::inputs

#endif  // PROBITY_CLIENTS_PROBITYCTL_INPUTS_XML_H_
