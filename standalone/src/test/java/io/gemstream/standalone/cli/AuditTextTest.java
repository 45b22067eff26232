package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.client.FinishedGeneration;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.standalone.client.Audit;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTextTest {

    private static final Provenance ORIGIN = Provenance.newBuilder()
            .setModelSha256("aa").setTokenizerSha256("bb").setPromptSha256("cc")
            .setSampling(SamplingOptions.newBuilder().setSeed(7))
            .setDevice("cpu").setNumericProfile("exact").setNumericDetail("sums of 16 lanes").setEngineVersion("1.0")
            .setAttempts(2).build();

    @Test
    void tellsOriginAndVerdict() {
        assertThat(AuditText.lines(audit(List.of(1, 2), List.of(1, 2), ORIGIN))).containsExactly(
                "generation  id of tiny: 2 tokens, 2 attempts",
                "model       aa",
                "tokenizer   bb",
                "prompt      cc",
                "sampling    {\"seed\":\"7\"}",
                "backend     cpu, exact, sums of 16 lanes, 1.0",
                "2 tokens, all the same");
    }

    @Test
    void saysPlainlyWhatDiffers() {
        Provenance other = ORIGIN.toBuilder().setModelSha256("dd").setDevice("gpu:0").clearTokenizerSha256().build();

        assertThat(AuditText.lines(audit(List.of(1, 2), List.of(1, 9), other))).contains(
                "model       DIFFERS: aa recorded, dd now",
                "tokenizer   DIFFERS: bb recorded, unknown now",
                "backend     DIFFERS: cpu, exact, sums of 16 lanes, 1.0 recorded, gpu:0, exact, sums of 16 lanes, 1.0 now",
                "token 1 differs: 2 recorded, 9 computed");
        assertThat(AuditText.verdict(audit(List.of(), List.of(5), ORIGIN)))
                .isEqualTo("token 0 differs: none recorded, 5 computed");
    }

    @Test
    void printsTheSameAsJson() {
        assertThat(AuditText.json(audit(List.of(1, 2), List.of(1, 9), ORIGIN.toBuilder().setModelSha256("dd").build())))
                .contains("\"requestId\":\"id\"", "\"model\":\"tiny\"", "\"verdict\":\"another_token\"",
                        "\"recorded\":{\"modelSha256\":\"aa\"", "\"computed\":{\"modelSha256\":\"dd\"",
                        "\"differentOrigins\":[\"model\"]",
                        "\"firstDifference\":{\"index\":1,\"recorded\":2,\"computed\":9}")
                .doesNotContain("\n");
    }

    private static Audit audit(List<Integer> recorded, List<Integer> computed, Provenance now) {
        return new Audit("id", generation(recorded, ORIGIN),
                generation(computed, now));
    }

    private static FinishedGeneration generation(List<Integer> ids, Provenance provenance) {
        return new FinishedGeneration("id", "tiny", GenerationResult.newBuilder()
                .addAllIds(ids).setFinished(Finished.newBuilder().setProvenance(provenance)).build());
    }
}
