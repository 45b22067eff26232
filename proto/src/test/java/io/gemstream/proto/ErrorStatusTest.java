package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorStatusTest {

    @ParameterizedTest
    @EnumSource(ErrorReason.class)
    void everyReasonSurvivesTheWayToAStatusAndBack(ErrorReason reason) {
        assertThat(reason.name()).matches("[A-Z][A-Z0-9_]+[A-Z0-9]").hasSizeLessThanOrEqualTo(63);
        assertThat(reason.remedy()).endsWith(".");
        Status status = ErrorStatus.of(new GemstreamException(reason, "it broke"), "");
        assertThat(status.getCode()).isEqualTo(reason.code().getNumber()).isNotEqualTo(Code.OK_VALUE);
        assertThat(ErrorStatus.reason(status)).contains(reason);
    }

    @Test
    void detailsNameFieldDelayAndRequest() throws InvalidProtocolBufferException {
        Status status = ErrorStatus.of(new GemstreamException(ErrorReason.INVALID_OPTION, "top_k: -3 (expected: >= 0)",
                Map.of(ErrorStatus.FIELD, "top_k")).retryAfter(Duration.ofMillis(1500)), "id-1");
        assertThat(status.getDetails(1).unpack(BadRequest.class).getFieldViolations(0).getField()).isEqualTo("top_k");
        assertThat(status.getDetails(2).unpack(RetryInfo.class).getRetryDelay().getNanos()).isEqualTo(500_000_000);
        assertThat(status.getDetails(3).unpack(RequestInfo.class).getRequestId()).isEqualTo("id-1");
    }

    /** Clients of gRPC take 8 KiB of trailers; see its PROTOCOL-HTTP2.md for how they are written. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\n", "\u0000", "\u6f22", "\uD83D\uDE00", "\uD83D", "\u202E"})
    void whateverAClientSentTheTrailersAreSmall(String character) {
        for (int length : new int[] {1, 99, 5_000, 4_000_000}) {
            String sent = character.repeat(length);
            GemstreamException failure = new GemstreamException(ErrorReason.INVALID_OPTION,
                    "model: \"" + sent + "\" (expected: another)",
                    Map.of(ErrorStatus.FIELD, sent, "model", sent, "known", sent)).retryAfter(Duration.ofSeconds(1));

            Status status = ErrorStatus.of(failure, sent);

            int percentEncoded = 3 * status.getMessage().getBytes(StandardCharsets.UTF_8).length;
            assertThat(percentEncoded + status.getSerializedSize() * 4 / 3).isLessThan(7_500);
            assertThat(status.getMessage()).startsWith("model: \"").endsWith("\" (expected: another)")
                    .doesNotContainPattern("[\\p{Cntrl}\\u202E]");
            assertThat(ErrorStatus.reason(status)).contains(ErrorReason.INVALID_OPTION);
        }
    }
}
