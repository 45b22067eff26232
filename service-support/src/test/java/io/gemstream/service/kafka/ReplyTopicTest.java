package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTopicTest {

    @ParameterizedTest
    @ValueSource(strings = {"answers", "a.b_c-9", "gemstream", "_mine"})
    void aTopicOfTheClientsOwnIsTaken(String topic) {
        assertThat(ReplyTopic.require(topic)).isEqualTo(topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "bad topic!", "antworten-f\u00fcr-alle", ".", "..", "gemstream.tokens",
            "__consumer_offsets", "a/b"})
    void anyOtherIsRefusedWithItsName(String topic) {
        assertThatThrownBy(() -> ReplyTopic.require(topic)).isInstanceOfSatisfying(GemstreamException.class, refusal ->
                        assertThat(refusal.reason()).isEqualTo(ErrorReason.MALFORMED_RECORD))
                .hasMessageContaining("reply-to: \"" + topic + "\" (expected: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {249, 250})
    void aNameHasAtMost249Characters(int length) {
        assertThat(ReplyTopic.possible("a".repeat(length))).isEqualTo(length <= 249);
    }
}
