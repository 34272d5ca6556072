// The PDF of an issued document: made when it is first asked for, outside of any step, and kept.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_RENDER_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_RENDER_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/documents/document.h"
#include "services/scoring/store/documents/documents.h"

namespace probity::scoring {

// The same bytes for every reader, at once and for ever: of several who ask first, one is kept.
// Opens its own transactions. FONT_MISSING; DATA_LOSS / DOCUMENT_DAMAGED.
absl::StatusOr<Rendering> RenderingOf(const ServiceEnv& env, absl::Time deadline,
                                      const IssuedDocument& document);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_RENDER_H_
