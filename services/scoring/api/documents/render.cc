#include "services/scoring/api/documents/render.h"

#include <optional>
#include <utility>

#include "common/crypto/crypto.h"
#include "common/print/document.h"
#include "common/print/pdf.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

absl::StatusOr<std::optional<Rendering>> Stored(const ServiceEnv& env, absl::Time deadline,
                                                const IssuedDocument& document) {
  std::optional<Rendering> stored;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(stored, LoadRendering(tx, env.region, document.document_id));
    return absl::OkStatus();
  }));
  return stored;
}

}  // namespace

absl::StatusOr<Rendering> RenderingOf(const ServiceEnv& env, absl::Time deadline,
                                      const IssuedDocument& document) {
  PROBITY_ASSIGN_OR_RETURN(std::optional<Rendering> stored, Stored(env, deadline, document));
  if (stored.has_value()) return *std::move(stored);
  PROBITY_ASSIGN_OR_RETURN(const print::Document content, print::Thaw(document.content));
  Rendering made;
  PROBITY_ASSIGN_OR_RETURN(made.pdf, print::RenderPdf(content));
  made.sha256 = crypto::Hex(crypto::Sha256(made.pdf));
  const absl::Status kept = env.database.Transact(deadline, [&](sql::Tx& tx) {
    return InsertRendering(tx, env.region, document.document_id, made);
  });
  if (kept.ok()) return made;
  if (!absl::IsAlreadyExists(kept)) return kept;
  // Another reader was quicker, perhaps with another version of the fonts: its bytes count.
  PROBITY_ASSIGN_OR_RETURN(stored, Stored(env, deadline, document));
  if (stored.has_value()) return *std::move(stored);
  return absl::InternalError("a stored rendering cannot be read");
}

}  // namespace probity::scoring
