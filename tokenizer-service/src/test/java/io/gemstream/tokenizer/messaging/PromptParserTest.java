package io.gemstream.tokenizer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.PromptRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptParserTest {

    private static final long NOW_MS = 1_796_088_118_108L;
    private static final long HOUR_MS = 3_600_000;

    private final PromptParser parser = new PromptParser(Duration.ofHours(24));

    @Test
    void theRecordSaysWhatTheMessageLeavesOut() {
        PromptRecord prompt = parser.parse(record("key", NOW_MS - HOUR_MS, "{\"model\": \"m\"}"), NOW_MS);
        assertThat(prompt.getRequestId()).isEqualTo("key");
        assertThat(prompt.getCreatedMs()).isEqualTo(NOW_MS - HOUR_MS);
        assertThat(prompt.getOperation()).isEqualTo(PromptRecord.Operation.GENERATE);
        assertThat(prompt.getSampling().hasSeed()).isTrue();
    }

    /** In order: none, the epoch, in seconds, two days ago, half of what is kept and more, the future, in microseconds. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 0, NOW_MS / 1_000, NOW_MS - 48 * HOUR_MS, NOW_MS - 13 * HOUR_MS, NOW_MS + 1, NOW_MS * 1_000})
    void aTimeThatCannotBeIsThatOfTheReading(long timestampMs) {
        assertThat(parser.parse(record("key", timestampMs, "{\"model\": \"m\"}"), NOW_MS).getCreatedMs()).isEqualTo(NOW_MS);
        assertThat(parser.parse(record("key", NOW_MS, "{\"createdMs\": " + timestampMs + "}"), NOW_MS).getCreatedMs())
                .isEqualTo(NOW_MS);
    }

    @Test
    void aGatewaysTimeIsBelieved() {
        assertThat(parser.parse(record("key", 0, "{\"hasOperation\": true, \"createdMs\": " + (NOW_MS + 5) + "}"), NOW_MS)
                .getCreatedMs()).isEqualTo(NOW_MS + 5);
    }

    @Test
    void aRecordWithoutValueOrKeyIsRefused() {
        assertThatThrownBy(() -> parser.parse(new ConsumerRecord<>("t", 0, 0, "key", null), NOW_MS))
                .isInstanceOf(GemstreamException.class).hasMessageStartingWith("no value");
        for (String key : new String[] {null, ""}) {
            assertThatThrownBy(() -> parser.parse(record(key, NOW_MS, "{\"model\": \"m\"}"), NOW_MS))
                    .isInstanceOf(GemstreamException.class).hasMessageStartingWith("request_id: empty, and no key");
        }
    }

    private static ConsumerRecord<String, byte[]> record(String key, long timestampMs, String json) {
        return new ConsumerRecord<>("gemstream.prompts", 0, 0, timestampMs, TimestampType.CREATE_TIME, 0, 0, key,
                json.getBytes(StandardCharsets.UTF_8), new RecordHeaders(), Optional.empty());
    }
}
