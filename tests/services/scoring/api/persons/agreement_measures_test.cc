// One truth about a suspended or terminated agreement: the register of measures.
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "tests/services/scoring/api/persons/persons_world.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using MeasureStub = v1::ConsequenceService::Stub;

class AgreementMeasuresTest : public ::testing::TestWithParam<std::string> {
 protected:
  v1::Agreement Sign(const std::string& no, const std::string& from, const std::string& to) {
    v1::Agreement one;
    one.set_agreement_no(no);
    one.set_subject_kind(v1::SUBJECT_KIND_MEDICAL);
    one.set_subject_id("M001");
    one.set_from_date(from);
    one.set_to_date(to);
    one.set_signed_date("2026-01-01");
    const auto done = TrySign(one);
    EXPECT_TRUE(done.ok()) << done.status();
    return done.ok() ? done->agreement() : v1::Agreement();
  }
  absl::StatusOr<v1::SignAgreementResponse> TrySign(const v1::Agreement& one) {
    v1::SignAgreementRequest request;
    *request.mutable_agreement() = one;
    return world_.Call(world_.agreements(), &AgreementStub::SignAgreement, request, AsSupervisor());
  }
  v1::Agreement Get(const std::string& no, const std::string& date = "") {
    v1::GetAgreementRequest request;
    request.set_agreement_no(no);
    request.set_date(date);
    const auto got =
        world_.Call(world_.agreements(), &AgreementStub::GetAgreement, request, AsSupervisor());
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->agreement() : v1::Agreement();
  }
  absl::StatusOr<v1::OrderSuspensionResponse> Order(int32_t days) {
    v1::OrderSuspensionRequest request;
    request.set_kind(v1::MEASURE_KIND_AGREEMENT_SUSPENSION);
    request.set_subject(v1::MEASURE_SUBJECT_INSTITUTION);
    request.set_subject_id("M001");
    request.set_served_date("2026-02-12");
    request.set_days(days);
    request.set_basis("《医疗机构医疗保障定点管理暂行办法》 41");
    request.set_document("示例〔2026〕9号");
    request.set_reason("未按规定上传数据");
    return world_.Call(*measures_, &MeasureStub::OrderSuspension, request, AsDirector());
  }
  absl::StatusOr<v1::RequestLiftResponse> AskLift(const v1::Measure& measure,
                                                  const std::string& free_from) {
    v1::RequestLiftRequest request;
    request.set_measure_id(measure.measure_id());
    request.set_etag(measure.etag());
    request.set_free_from_date(free_from);
    request.set_reason("已经整改");
    return world_.Call(*measures_, &MeasureStub::RequestLift, request, AsSupervisor());
  }
  // The officer's clocks of that list: "restore_review 2026-03-05".
  template <typename Request, typename Response>
  std::vector<std::string> Listed(grpc::Status (v1::ClockService::Stub::*list)(grpc::ClientContext*,
                                                                               const Request&,
                                                                               Response*)) {
    Request request;
    request.set_officer("supervisor");
    const auto clocks = v1::ClockService::NewStub(world_.server().channel());
    const auto got = rpc::Invoke(*clocks, list, request, AsSupervisor());
    EXPECT_TRUE(got.ok()) << got.status();
    std::vector<std::string> texts;
    if (!got.ok()) return texts;
    for (const v1::ClockView& one : got->clocks()) {
      texts.push_back(one.clock().key() + " " + one.last_date());
    }
    return texts;
  }
  std::vector<std::string> Due() { return Listed(&v1::ClockService::Stub::ListDue); }

  PersonsWorld world_{GetParam()};  // today is 2026-02-12
  std::unique_ptr<MeasureStub> measures_ =
      v1::ConsequenceService::NewStub(world_.server().channel());
};
PROBITY_ON_EVERY_ENGINE(AgreementMeasuresTest);

TEST_P(AgreementMeasuresTest, ASuspensionIsOrderedAsAMeasureAndTheAgreementFollowsIt) {
  Sign("A1", "2026-01-01", "2026-12-31");
  EXPECT_EQ(Outcome(Order(181).status()), "FAILED_PRECONDITION/MEASURE_LENGTH")
      << "beyond measures.agreement_days_max";
  const auto ordered = Order(180);
  ASSERT_TRUE(ordered.ok()) << ordered.status();
  const v1::Agreement one = Get("A1", "2026-02-13");
  EXPECT_EQ(one.state(), v1::AGREEMENT_STATE_SUSPENDED);
  ASSERT_THAT(one.events(), SizeIs(1));
  EXPECT_EQ(one.events(0).measure_id(), ordered->measure().measure_id());
  EXPECT_EQ(one.events(0).to_date(), ordered->measure().end_date());
  EXPECT_EQ(Get("A1", "2026-02-12").state(), v1::AGREEMENT_STATE_IN_FORCE);
  EXPECT_EQ(Get("A1", "2026-08-12").state(), v1::AGREEMENT_STATE_IN_FORCE) << "180 days later";

  v1::ResumeAgreementRequest resume;
  resume.set_agreement_no("A1");
  resume.set_from_date("2026-03-01");
  resume.set_reason("as asked");
  resume.set_document("示例〔2026〕10号");
  EXPECT_EQ(
      Outcome(
          world_.Call(world_.agreements(), &AgreementStub::ResumeAgreement, resume, AsSupervisor())
              .status()),
      "FAILED_PRECONDITION/AGREEMENT_BY_MEASURE");
}

TEST_P(AgreementMeasuresTest, TheAgencySuspendsNoAgreementBesideTheRegister) {
  Sign("A1", "2026-01-01", "2026-12-31");
  v1::SuspendAgreementRequest suspend;
  suspend.set_agreement_no("A1");
  suspend.set_from_date("2026-03-01");
  suspend.set_to_date("2026-03-31");
  suspend.set_reason("ordered");
  suspend.set_document("示例〔2026〕11号");
  EXPECT_EQ(Outcome(world_
                        .Call(world_.agreements(), &AgreementStub::SuspendAgreement, suspend,
                              AsSupervisor())
                        .status()),
            "FAILED_PRECONDITION/AGREEMENT_BY_MEASURE");
  EXPECT_THAT(Get("A1").events(), IsEmpty());
}

TEST_P(AgreementMeasuresTest, AnAgreementSignedDuringASuspensionIsSuspendedFromItsFirstDay) {
  ASSERT_TRUE(Order(180).ok());
  const v1::Agreement one = Sign("A1", "2026-03-01", "2026-12-31");
  ASSERT_THAT(one.events(), SizeIs(1));
  EXPECT_EQ(Get("A1", "2026-03-01").state(), v1::AGREEMENT_STATE_SUSPENDED);
  EXPECT_EQ(Get("A1", "2026-08-12").state(), v1::AGREEMENT_STATE_IN_FORCE);
}

TEST_P(AgreementMeasuresTest, AnApplicationToLiftRunsItsClockUntilItIsAnswered) {
  Sign("A1", "2026-01-01", "2026-12-31");
  const auto ordered = Order(180);
  ASSERT_TRUE(ordered.ok()) << ordered.status();
  EXPECT_THAT(Due(), IsEmpty());
  world_.server().clock().Set(Day(2026, 3, 2));
  const auto asked = AskLift(ordered->measure(), "2026-04-01");
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_THAT(Due(), ElementsAre("restore_review 2026-03-16")) << "10 workdays";
  world_.server().clock().Set(Day(2026, 3, 17));
  EXPECT_THAT(Due(), IsEmpty());
  EXPECT_THAT(Listed(&v1::ClockService::Stub::ListOverdue),
              ElementsAre("restore_review 2026-03-16"));
  v1::ApproveLiftRequest approve;
  approve.set_measure_id(asked->measure().measure_id());
  approve.set_etag(asked->measure().etag());
  approve.set_document("恢复〔2026〕1号");
  approve.set_reason("核实无误");
  const auto lifted = world_.Call(*measures_, &MeasureStub::ApproveLift, approve, AsDirector());
  ASSERT_TRUE(lifted.ok()) << lifted.status();
  EXPECT_THAT(Listed(&v1::ClockService::Stub::ListOverdue), IsEmpty()) << "answered, if late";
  EXPECT_EQ(Get("A1", "2026-03-31").state(), v1::AGREEMENT_STATE_SUSPENDED);
  EXPECT_EQ(Get("A1", "2026-04-01").state(), v1::AGREEMENT_STATE_IN_FORCE)
      << "the agreement follows the lift";
}

TEST_P(AgreementMeasuresTest, ATerminationIsACancellationWhoseBarBindsPersonsToo) {
  world_.Hire(Doctor("D1"));
  Sign("A1", "2026-01-01", "2026-12-31");
  v1::Agreement doctors;
  doctors.set_agreement_no("B1");
  doctors.set_subject_kind(v1::SUBJECT_KIND_PERSON);
  doctors.set_subject_id("D1");
  doctors.set_institution_id("M001");
  doctors.set_from_date("2026-01-01");
  doctors.set_to_date("2026-02-12");
  doctors.set_signed_date("2026-01-01");
  ASSERT_TRUE(TrySign(doctors).ok());
  v1::TerminateAgreementRequest terminate;
  terminate.set_reason("严重违反协议");
  terminate.set_document("解〔2026〕1号");
  terminate.set_from_date("2026-02-12");
  terminate.set_agreement_no("B1");
  const auto call = [&] {
    terminate.clear_request_id();
    return world_
        .Call(world_.agreements(), &AgreementStub::TerminateAgreement, terminate, AsDirector())
        .status();
  };
  EXPECT_EQ(Outcome(call()), "FAILED_PRECONDITION/AGREEMENT_BY_MEASURE")
      << "a person's ends with the payment qualification";
  terminate.set_agreement_no("A1");
  terminate.set_from_date("2026-02-13");
  EXPECT_EQ(Outcome(call()), "OK");
  EXPECT_EQ(Outcome(call()), "FAILED_PRECONDITION/AGREEMENT_STATE") << "ended already";

  v1::ListMeasuresRequest list;
  list.set_subject(v1::MEASURE_SUBJECT_INSTITUTION);
  list.set_subject_id("M001");
  const auto measures = world_.Call(*measures_, &MeasureStub::ListMeasures, list, AsSupervisor());
  ASSERT_TRUE(measures.ok()) << measures.status();
  ASSERT_THAT(measures->measures(), SizeIs(1));
  EXPECT_EQ(measures->measures(0).kind(), v1::MEASURE_KIND_CANCELLATION);
  EXPECT_EQ(Get("A1").events(0).measure_id(), measures->measures(0).measure_id());
  const std::string until = measures->measures(0).bar_until_date();
  ASSERT_FALSE(until.empty());

  absl::CivilDay last;
  ASSERT_TRUE(absl::ParseCivilTime(until, &last));
  doctors.set_agreement_no("B2");
  doctors.set_from_date(until);
  doctors.set_to_date(absl::FormatCivilTime(last + 365));
  EXPECT_EQ(Outcome(TrySign(doctors).status()), "FAILED_PRECONDITION/BARRED")
      << "the last day of the institution's bar";
  doctors.set_from_date(absl::FormatCivilTime(last + 1));
  EXPECT_EQ(Outcome(TrySign(doctors).status()), "OK");
}

}  // namespace
}  // namespace probity::scoring
