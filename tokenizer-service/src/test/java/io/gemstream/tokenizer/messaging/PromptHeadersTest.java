package io.gemstream.tokenizer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptHeadersTest {

    @Test
    void whatIsLeftOutIsNobodyNeverAndTheDefaultTenant() {
        assertThat(PromptHeaders.read(new RecordHeaders()))
                .isEqualTo(new PromptHeaders(Optional.empty(), Deadline.NEVER, Tenant.DEFAULT));
    }

    @Test
    void whatIsSaidIsRead() {
        assertThat(PromptHeaders.read(headers("reply-to", "answers", "reply-mode", "result", "x-deadline-ms",
                "1796088118108", "x-gemstream-tenant", "team-a"))).isEqualTo(new PromptHeaders(
                        Optional.of(new ReplyAddress("answers", true)), new Deadline(1_796_088_118_108L), new Tenant("team-a")));
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, emptyValue = "", value = {
            "reply-to,bad topic!", "reply-to,''", "reply-to,.", "reply-to,..", "reply-to, answers", "reply-to,\u00e4",
            "reply-to,gemstream.tokens", "reply-to,__consumer_offsets", "reply-to,a/b",
            "reply-mode,Result", "reply-mode,''", "reply-mode,stream ",
            "x-deadline-ms,soon", "x-deadline-ms,30000", "x-deadline-ms,2026-12-01T00:00:00Z",
            "x-gemstream-tenant,''", "x-gemstream-tenant,a b"})
    void oneThatCannotBeIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> PromptHeaders.read(headers(name, value)))
                .isInstanceOfSatisfying(GemstreamException.class, malformed ->
                        assertThat(malformed.reason()).isEqualTo(ErrorReason.MALFORMED_RECORD))
                .hasMessageStartingWith("header " + name + ": \"" + value + "\" (expected: ");
    }

    @Test
    void aTopicOfTooManyLettersIsRefused() {
        assertThatThrownBy(() -> ReplyAddress.from(headers("reply-to", "x".repeat(250))))
                .isInstanceOf(GemstreamException.class);
        assertThat(ReplyAddress.from(headers("reply-to", "x".repeat(249)))).isPresent();
    }

    @Test
    void aHeaderWithoutValueIsNotOneThatIsLeftOut() {
        for (String name : new String[] {"reply-to", "reply-mode", "x-deadline-ms", "x-gemstream-tenant"}) {
            assertThatThrownBy(() -> PromptHeaders.read(new RecordHeaders().add(name, null)))
                    .isInstanceOf(GemstreamException.class).hasMessageStartingWith("header " + name + ": no value");
        }
    }

    @Test
    void aFailureIsToldWhateverElseIsWrong() {
        assertThat(ReplyAddress.ofFailure(headers("reply-to", "answers", "reply-mode", "whole", "x-deadline-ms", "soon")))
                .contains(new ReplyAddress("answers", false));
        assertThat(ReplyAddress.ofFailure(headers("reply-to", "bad topic!"))).isEmpty();
        assertThat(ReplyAddress.ofFailure(new RecordHeaders())).isEmpty();
    }

    private static Headers headers(String... namesAndValues) {
        Headers headers = new RecordHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }
}
