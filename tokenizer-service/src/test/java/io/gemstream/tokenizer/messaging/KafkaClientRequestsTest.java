package io.gemstream.tokenizer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.tokenizer.dispatch.RequestClaims.Claim;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class KafkaClientRequestsTest {

    private static final String JSON = """
            {"model": "m", "prompt": {"text": "a"}, "sampling": {"maxTokens": 4, "logitBias": {"7": 1, "5": 2}}}""";

    private long offset;

    @Test
    void whatIsAskedForIsTheMessageAndWhereItsAnswerGoes() throws Exception {
        PromptRecord.Builder message = PromptRecord.newBuilder();
        com.google.protobuf.util.JsonFormat.parser().merge(JSON, message);
        Claim json = claim(JSON.getBytes(StandardCharsets.UTF_8), "reply-to", "answers").orElseThrow();
        Claim protobuf = claim(message.setRequestId("key").setCreatedMs(5).build().toByteArray(),
                "reply-to", "answers", "x-gemstream-tenant", "b", "x-deadline-ms", "1796088118108").orElseThrow();
        assertThat(json.requestHash()).isEqualTo(protobuf.requestHash());
        assertThat(json.claimId()).isEqualTo("gemstream.prompts-3@1").isNotEqualTo(protobuf.claimId());

        assertThat(claim(JSON.getBytes(StandardCharsets.UTF_8), "reply-to", "others").orElseThrow().requestHash())
                .isNotEqualTo(json.requestHash());
        assertThat(claim(JSON.getBytes(StandardCharsets.UTF_8), "reply-to", "answers", "reply-mode", "result")
                .orElseThrow().requestHash()).isNotEqualTo(json.requestHash());
        assertThat(claim(JSON.replace("\"a\"", "\"b\"").getBytes(StandardCharsets.UTF_8), "reply-to", "answers")
                .orElseThrow().requestHash()).isNotEqualTo(json.requestHash());
    }

    @Test
    void aGatewaysPromptHasItsClaimAlready() {
        byte[] gateways = JSON.replaceFirst("\\{", "{\"hasOperation\": true, ").getBytes(StandardCharsets.UTF_8);
        assertThat(claim(gateways)).isEmpty();
        assertThat(claim(JSON.getBytes(StandardCharsets.UTF_8))).isPresent();
    }

    private Optional<Claim> claim(byte[] value, String... headers) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("gemstream.prompts", 3, ++offset, "key", value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return KafkaClientRequests.claim(record, new PromptParser(Duration.ofDays(1)).parse(record, 7),
                PromptHeaders.read(record.headers()));
    }
}
