#include "clients/review/json.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace probity::member {

std::string JsonText(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json.push_back('\\');
      json.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned>(c));
    } else {
      json.push_back(c);
    }
  }
  return json + "\"";
}

std::string JsonArray(const std::vector<std::string>& items) {
  return absl::StrCat("[", absl::StrJoin(items, ","), "]");
}

JsonObject& JsonObject::Json(std::string_view key, std::string_view json) {
  absl::StrAppend(&members_, members_.empty() ? "" : ",", JsonText(key), ":", ToAbsl(json));
  return *this;
}

JsonObject& JsonObject::Text(std::string_view key, std::string_view value) {
  return Json(key, JsonText(value));
}

JsonObject& JsonObject::Number(std::string_view key, int64_t value) {
  return Json(key, absl::StrCat(value));
}

JsonObject& JsonObject::Flag(std::string_view key, bool value) {
  return Json(key, value ? "true" : "false");
}

}  // namespace probity::member
