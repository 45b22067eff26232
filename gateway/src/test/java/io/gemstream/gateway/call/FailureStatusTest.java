package io.gemstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureStatusTest {

    private static final Duration RETRY = Duration.ofMillis(1_500);

    @Test
    void aKnownFailureKeepsReasonAndText() {
        Status mapped = FailureStatus.of(
                new GemstreamException(ErrorReason.MODEL_NOT_FOUND, "no such model"), "r1", RETRY);
        assertThat(mapped.getCode()).isEqualTo(Code.NOT_FOUND_VALUE);
        assertThat(mapped.getMessage()).isEqualTo("no such model");
        assertThat(FailureStatus.outcome(mapped)).isEqualTo("MODEL_NOT_FOUND");
        assertThat(mapped.getDetailsList()).anyMatch(detail -> detail.is(RequestInfo.class))
                .noneMatch(detail -> detail.is(RetryInfo.class));
    }

    @Test
    void whatMaySucceedLaterSaysWhen() throws InvalidProtocolBufferException {
        Status mapped = FailureStatus.of(new CompletionException(
                new GemstreamException(ErrorReason.BROKER_UNAVAILABLE, "away")), "r1", RETRY);
        RetryInfo retry = mapped.getDetailsList().stream().filter(detail -> detail.is(RetryInfo.class))
                .findFirst().orElseThrow().unpack(RetryInfo.class);
        assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(1);
        assertThat(retry.getRetryDelay().getNanos()).isEqualTo(500_000_000);
    }

    @Test
    void whatNobodyForesawTellsTheClientNothingButTheRequest() {
        Status mapped = FailureStatus.of(new IllegalStateException("secret"), "r1", RETRY);
        assertThat(mapped.getCode()).isEqualTo(Code.INTERNAL_VALUE);
        assertThat(mapped.getMessage()).contains("r1").doesNotContain("secret");
    }

    @Test
    void theErrorOfAFinishRecordGoesThroughAsItIs() {
        Status error = ErrorStatus.of(new GemstreamException(ErrorReason.EXPIRED_IN_QUEUE, "too late"), "");
        Status mapped = FailureStatus.of(
                FinishBody.newBuilder().setReason(FinishReason.ERROR).setError(error).build(), "r1", RETRY);
        assertThat(mapped.getCode()).isEqualTo(Code.DEADLINE_EXCEEDED_VALUE);
        assertThat(mapped.getDetailsList()).containsAll(error.getDetailsList())
                .anyMatch(detail -> detail.is(RequestInfo.class));
    }

    @Test
    void aCancelledGenerationIsCancelled() {
        assertThat(FailureStatus.of(FinishBody.newBuilder().setReason(FinishReason.CANCELLED).build(), "r1", RETRY)
                .getCode()).isEqualTo(Code.CANCELLED_VALUE);
    }

    @Test
    void anErrorWithoutAStatusIsOurFault() {
        assertThat(FailureStatus.of(FinishBody.newBuilder().setReason(FinishReason.ERROR).build(), "r1", RETRY)
                .getCode()).isEqualTo(Code.INTERNAL_VALUE);
    }
}
