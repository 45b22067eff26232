package io.gemstream.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.gemstream.gateway.call.FailureStatus;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusMapperTest {

    private static final Duration RETRY = Duration.ofMillis(1_500);

    @Test
    void codeTextAndDetailsAreThoseOfTheStatus() {
        GemstreamException failure = new GemstreamException(ErrorReason.MODEL_NOT_FOUND, "no such model");
        Status status = FailureStatus.of(failure, "r1", RETRY);
        StatusRuntimeException mapped = StatusMapper.of(failure, "r1", RETRY);
        assertThat(mapped.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.NOT_FOUND);
        assertThat(mapped.getStatus().getDescription()).isEqualTo("no such model");
        assertThat(status.getDetailsList()).isNotEmpty();
        assertThat(StatusProto.fromThrowable(mapped)).isEqualTo(status);
    }

    @Test
    void whatNobodyForesawGoesOutWithoutItsCause() {
        StatusRuntimeException mapped = StatusMapper.of(new IllegalStateException("secret"), "r1", RETRY);
        assertThat(mapped.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.INTERNAL);
        assertThat(mapped.getStatus().getDescription()).contains("r1").doesNotContain("secret");
        assertThat(mapped.getCause()).isNull();
    }
}
