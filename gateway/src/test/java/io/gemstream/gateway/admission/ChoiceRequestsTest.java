package io.gemstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceRequestsTest {

    private static final GenerateRequest REQUEST = GenerateRequest.newBuilder()
            .setModel("m")
            .setPrompt(Prompt.newBuilder().setText("a"))
            .setSampling(SamplingOptions.newBuilder().setTopK(5))
            .build();

    @Test
    void choiceIDrawsWithSeedPlusI() {
        assertThat(ChoiceRequests.of(REQUEST.toBuilder().setN(3).build(), 40))
                .extracting(choice -> choice.getSampling().getSeed())
                .containsExactly(40L, 41L, 42L);
    }

    @Test
    void theSeedOfTheRequestGoesFirst() {
        GenerateRequest seeded = REQUEST.toBuilder()
                .setN(2)
                .setSampling(SamplingOptions.newBuilder().setSeed(Long.MAX_VALUE))
                .build();

        assertThat(ChoiceRequests.of(seeded, 40))
                .extracting(choice -> choice.getSampling().getSeed())
                .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE);
    }

    @Test
    void choicesDifferInNothingElse() {
        assertThat(ChoiceRequests.of(REQUEST.toBuilder().setN(16).build(), 1)).hasSize(16).allSatisfy(choice ->
                assertThat(choice.toBuilder().setSampling(REQUEST.getSampling()).build()).isEqualTo(REQUEST));
    }

    @Test
    void oneIsTheDefault() {
        assertThat(ChoiceRequests.of(REQUEST, 1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 17})
    void refusesNOutOfRange(int n) {
        GemstreamException refused = catchThrowableOfType(
                GemstreamException.class, () -> ChoiceRequests.of(REQUEST.toBuilder().setN(n).build(), 1));

        assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
        assertThat(refused).hasMessage("n: " + n + " (expected: 1 to 16)");
        assertThat(refused.metadata()).containsEntry(ErrorStatus.FIELD, "n");
    }
}
