package io.gemstream.gemma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.ForwardingBackend;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.tokenizer.EncodeMode;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.testing.oracle.Golden;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The engine without the facade: put together by hand, as the services do. */
class EngineByHandTest {

    @Test
    void theSamePromptGivesTheSameText() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                Backend backend = CpuBackend.create(
                        model.config(), model.weights(), CpuOptions.defaults(model.config()))) {
            Tokenizer tokenizer = model.tokenizer();
            try (Engine engine = Engine.start(backend, tokenizer, EngineOptions.ofSlots(4))) {
                int[] prompt = tokenizer.encodePrompt("The capital of France is", EncodeMode.PLAIN_TURN_TOKENS);
                SamplerOptions options = SamplerOptions.builder().maxTokens(32).build();
                String text = engine.generate(SequenceRequest.of("1", prompt, options, 8192));

                assertThat(text).isNotEmpty();
                assertThat(engine.generate(SequenceRequest.of("1", prompt, options, 8192))).isEqualTo(text);
            }
        }
    }

    /** Its logits are no numbers. */
    private static final class Broken extends ForwardingBackend {

        Broken(Backend to) {
            super(to);
        }

        @Override
        public void run(StepPlan plan, float[][] logits) {
            super.run(plan, logits);
            for (float[] row : logits) {
                Arrays.fill(row, Float.NaN);
            }
        }
    }

    @Test
    void aFailureReachesWhoeverWaits() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                Backend backend = new Broken(CpuBackend.create(
                        model.config(), model.weights(), CpuOptions.defaults(model.config())));
                Engine engine = Engine.start(backend, model.tokenizer(),
                        EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            Throwable failure = catchThrowable(() -> engine.generate(
                    SequenceRequest.of("1", new int[] {2, 40}, SamplerOptions.builder().build(), 100)));

            assertThat(failure).isInstanceOf(CompletionException.class).hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }
}
