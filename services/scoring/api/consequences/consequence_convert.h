// Between the messages of measure.proto and their values.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_CONSEQUENCE_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_CONSEQUENCE_CONVERT_H_

#include <string>
#include <string_view>

#include "common/status/status.h"
#include "probity/scoring/v1/measure.pb.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/domain/consequences/qualification.h"
#include "services/scoring/store/consequences/bar_store.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/consequences/switch_store.h"

namespace probity::scoring {

v1::Measure ToProto(const Measure& measure);
v1::MeasureEvent ToProto(const MeasureEvent& event);
v1::SwitchCommand ToProto(const SwitchCommand& command);
v1::Bar ToProto(const Bar& bar);
v1::QualificationChange ToProto(const QualificationChange& change);

// The value, or 0 with a violation recorded for unspecified and unknown numbers.
MeasureKind KindField(v1::MeasureKind kind, std::string_view field, FieldCheck& check);
MeasureSubject SubjectField(v1::MeasureSubject subject, std::string_view field, FieldCheck& check);

// A label of `min` to `max` characters on one line; records a violation otherwise.
void CheckLabel(std::string_view text, size_t min, size_t max, std::string_view field,
                FieldCheck& check);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_CONSEQUENCE_CONVERT_H_
