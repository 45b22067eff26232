package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineHeaderTest {

    private static final long AT_MS = 1_796_088_118_108L;

    @Test
    void aDeadlineSurvivesTheHeaderAndNeverNeedsNone() {
        Headers headers = new RecordHeaders();
        KafkaHeaders.put(headers, Deadline.NEVER);
        assertThat(headers.toArray()).isEmpty();
        assertThat(KafkaHeaders.deadline(headers)).isEqualTo(Deadline.NEVER);
        KafkaHeaders.put(headers, new Deadline(AT_MS));
        assertThat(KafkaHeaders.deadline(headers)).isEqualTo(new Deadline(AT_MS));
        assertThat(KafkaHeaders.deadline(headers).expired(AT_MS - 1)).isFalse();
        assertThat(KafkaHeaders.deadline(headers).expired(AT_MS)).isTrue();
    }

    /** In order: no time at all, as a date, with blanks, a duration, in seconds, in microseconds, too large for a long. */
    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "2026-12-01T03:35:13Z", " 1796088118108", "1796088118108\n", "1796088 118108",
            "+1796088118108", "-1", "0", "30000", "1796088118", "1796088118108000", "1796088118108.5", "1.796e12",
            "99999999999999999999", "\u0661\u0667\u0669\u0666\u0660\u0668\u0668\u0661\u0661\u0668\u0661\u0660\u0668"})
    void whatIsNoTimeInMillisecondsIsRefusedWithTheUnit(String value) {
        Headers headers = new RecordHeaders().add("x-deadline-ms", value.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> KafkaHeaders.deadline(headers))
                .isInstanceOfSatisfying(GemstreamException.class, refused ->
                assertThat(refused.reason()).isEqualTo(ErrorReason.MALFORMED_RECORD))
                .hasMessageStartingWith("header x-deadline-ms: \"" + value + "\" (expected: a time in milliseconds since 1970");
    }

    @Test
    void aHeaderWithoutAValueOrThatIsNoTextIsRefused() {
        for (byte[] value : new byte[][] {null, {(byte) 0xff, 0x31}}) {
            Headers headers = new RecordHeaders().add("x-deadline-ms", value);
            assertThatThrownBy(() -> KafkaHeaders.deadline(headers)).isInstanceOf(GemstreamException.class)
                    .hasMessageStartingWith("header x-deadline-ms: ");
        }
    }
}
