#include "clients/probityctl/inputs/xml.h"

#include <expat.h>

#include <algorithm>
#include <memory>

namespace probity::inputs {
namespace {

constexpr size_t kChunk = size_t{1} << 20;

struct Parsing {
  const XmlEvents* events;
  XML_Parser parser;
};

std::string_view Local(const char* name) {
  const std::string_view whole = name;
  return whole.substr(whole.find(':') == std::string_view::npos ? 0 : whole.find(':') + 1);
}

void OnStart(void* data, const char* name, const char** attributes) {
  Attributes named;
  for (; *attributes != nullptr; attributes += 2) {
    named.emplace(std::string(Local(attributes[0])), attributes[1]);
  }
  const auto& start = static_cast<Parsing*>(data)->events->start;
  if (start) start(Local(name), named);
}

void OnEnd(void* data, const char* name) {
  const auto& end = static_cast<Parsing*>(data)->events->end;
  if (end) end(Local(name));
}

void OnText(void* data, const char* text, int size) {
  const auto& take = static_cast<Parsing*>(data)->events->text;
  if (take) take(std::string_view(text, static_cast<size_t>(size)));
}

void OnDoctype(void* data, const char*, const char*, const char*, int) {
  XML_StopParser(static_cast<Parsing*>(data)->parser, XML_FALSE);
}

}  // namespace

bool ReadXml(std::string_view xml, const XmlEvents& events) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  if (parser == nullptr) return false;
  Parsing parsing{&events, parser.get()};
  XML_SetUserData(parser.get(), &parsing);
  XML_SetElementHandler(parser.get(), &OnStart, &OnEnd);
  XML_SetCharacterDataHandler(parser.get(), &OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), &OnDoctype);
  bool sound = true;
  do {
    const size_t size = std::min(kChunk, xml.size());
    const int last = size == xml.size() ? 1 : 0;
    sound = XML_Parse(parser.get(), xml.data(), static_cast<int>(size), last) == XML_STATUS_OK;
    xml.remove_prefix(size);
  } while (sound && !xml.empty());
  return sound;
}

}  // namespace probity::inputs
