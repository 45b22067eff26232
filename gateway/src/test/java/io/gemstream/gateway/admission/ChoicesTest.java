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

class ChoicesTest {

    private static final GenerateRequest REQUEST = GenerateRequest.newBuilder()
            .setModel("m")
            .setPrompt(Prompt.newBuilder().setText("a"))
            .setSampling(SamplingOptions.newBuilder().setTopK(5))
            .build();

    @Test
    void choiceIDrawsWithSeedPlusI() {
        assertThat(Choices.of(REQUEST.toBuilder().setN(3).build(), 40))
                .extracting(choice -> choice.getSampling().getSeed())
                .containsExactly(40L, 41L, 42L);
    }

    @Test
    void theSeedOfTheRequestGoesFirst() {
        GenerateRequest seeded = REQUEST.toBuilder()
                .setN(2)
                .setSampling(SamplingOptions.newBuilder().setSeed(Long.MAX_VALUE))
                .build();

        assertThat(Choices.of(seeded, 40))
                .extracting(choice -> choice.getSampling().getSeed())
                .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE);
    }

    @Test
    void choicesDifferInNothingElse() {
        assertThat(Choices.of(REQUEST.toBuilder().setN(16).build(), 1)).hasSize(16).allSatisfy(choice ->
                assertThat(choice.toBuilder().setSampling(REQUEST.getSampling()).build()).isEqualTo(REQUEST));
    }

    @Test
    void aRequestForOneStaysAsItIs() {
        assertThat(Choices.of(REQUEST, 1)).containsExactly(REQUEST);
        assertThat(Choices.of(REQUEST.toBuilder().setN(1).build(), 1)).containsExactly(REQUEST.toBuilder().setN(1).build());
    }

    /** A key names one generation. */
    @Test
    void severalChoicesUnderOneKeyAreRefused() {
        GenerateRequest keyed = REQUEST.toBuilder().setN(2).setRequestId("d4ab7f2c-3f5a-4a52-9f39-6d7a37ef9c11").build();
        assertThat(Choices.of(keyed, 1)).containsExactly(keyed);

        GemstreamException refused = catchThrowableOfType(GemstreamException.class, () ->
                Admission.generate(keyed, new ModelDirectory(), keyed.getRequestId(), 1, 1));

        assertThat(refused).hasMessage("n: 2 (expected: 1 where one generation is named)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 17})
    void refusesNOutOfRange(int n) {
        GemstreamException refused = catchThrowableOfType(
                GemstreamException.class, () -> Choices.of(REQUEST.toBuilder().setN(n).build(), 1));

        assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
        assertThat(refused).hasMessage("n: " + n + " (expected: 1 to 16)");
        assertThat(refused.metadata()).containsEntry(ErrorStatus.FIELD, "n");
    }
}
