package io.gemstream.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StatusMapperTest {

    private static final Duration RETRY = Duration.ofMillis(1_500);

    @Test
    void aKnownFailureKeepsReasonAndText() {
        StatusRuntimeException mapped = StatusMapper.of(
                new GemstreamException(ErrorReason.MODEL_NOT_FOUND, "no such model"), "r1", RETRY);
        assertThat(mapped.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.NOT_FOUND);
        assertThat(mapped.getStatus().getDescription()).isEqualTo("no such model");
        assertThat(StatusMapper.outcome(mapped)).isEqualTo("MODEL_NOT_FOUND");
        assertThat(details(mapped).getDetailsList()).anyMatch(detail -> detail.is(RequestInfo.class))
                .noneMatch(detail -> detail.is(RetryInfo.class));
    }

    @Test
    void whatMaySucceedLaterSaysWhen() throws InvalidProtocolBufferException {
        StatusRuntimeException mapped = StatusMapper.of(new CompletionException(
                new GemstreamException(ErrorReason.BROKER_UNAVAILABLE, "away")), "r1", RETRY);
        RetryInfo retry = details(mapped).getDetailsList().stream().filter(detail -> detail.is(RetryInfo.class))
                .findFirst().orElseThrow().unpack(RetryInfo.class);
        assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(1);
        assertThat(retry.getRetryDelay().getNanos()).isEqualTo(500_000_000);
    }

    @Test
    void whatNobodyForesawTellsTheClientNothingButTheRequest() {
        StatusRuntimeException mapped = StatusMapper.of(new IllegalStateException("secret"), "r1", RETRY);
        assertThat(mapped.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.INTERNAL);
        assertThat(mapped.getStatus().getDescription()).contains("r1").doesNotContain("secret");
        assertThat(mapped.getCause()).isNull();
    }

    @Test
    void theErrorOfAFinishRecordGoesThroughAsItIs() {
        Status error = ErrorStatus.of(new GemstreamException(ErrorReason.EXPIRED_IN_QUEUE, "too late"), "");
        StatusRuntimeException mapped = StatusMapper.of(
                FinishBody.newBuilder().setReason(FinishReason.ERROR).setError(error).build(), "r1", RETRY);
        assertThat(mapped.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.DEADLINE_EXCEEDED);
        assertThat(details(mapped).getDetailsList()).containsAll(error.getDetailsList())
                .anyMatch(detail -> detail.is(RequestInfo.class));
    }

    @Test
    void aCancelledGenerationIsCancelled() {
        assertThat(StatusMapper.of(FinishBody.newBuilder().setReason(FinishReason.CANCELLED).build(), "r1", RETRY)
                .getStatus().getCode()).isEqualTo(io.grpc.Status.Code.CANCELLED);
    }

    @Test
    void anErrorWithoutAStatusIsOurFault() {
        assertThat(StatusMapper.of(FinishBody.newBuilder().setReason(FinishReason.ERROR).build(), "r1", RETRY)
                .getStatus().getCode()).isEqualTo(io.grpc.Status.Code.INTERNAL);
    }

    private static Status details(StatusRuntimeException mapped) {
        return StatusProto.fromThrowable(mapped);
    }
}
