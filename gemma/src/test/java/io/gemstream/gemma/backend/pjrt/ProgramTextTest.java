package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.backend.pjrt.hlo.HeadProgram;
import io.gemstream.gemma.backend.pjrt.hlo.HloProgram;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.Parameter;
import io.gemstream.gemma.backend.pjrt.hlo.StepProgram;
import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import io.gemstream.testing.oracle.Golden;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the programs say, without a plug-in. */
class ProgramTextTest {

    private static final CacheSpec CACHE = new CacheSpec(ElementType.F32, 32, 8, 16, 2);

    @Test
    void layersOfOneKindAreOneFunction() {
        String text = step("gemma2-tiny", 1, new StepShape(4, 1)).text();
        assertThat(count(text, "func.func private")).isEqualTo(2); // local and global
        assertThat(count(text, "func.call @layer_0")).isEqualTo(2);
        assertThat(count(text, "func.call @layer_1")).isEqualTo(2);
        assertThat(count(step("gemma1-tiny", 1, new StepShape(4, 1)).text(), "func.func private")).isEqualTo(1);
    }

    @Test
    void parametersComeInTheOrderThatIsPromised() {
        HloProgram program = step("gemma2-tiny", 1, new StepShape(4, 1));
        assertThat(program.name()).isEqualTo("step_4x1");
        assertThat(program.parameters()).map(Parameter::name)
                .startsWith("rows", "pages", "first_token", "cos_0", "sin_0", "embedding", "l0_attention_norm")
                .endsWith("l2_keys", "l2_values", "l3_keys", "l3_values");
        assertThat(program.parameters()).map(parameter -> parameter.type().toString())
                .startsWith("tensor<4x3xi32>", "tensor<4x16xi32>", "tensor<i32>", "tensor<128x16xf32>")
                .endsWith("tensor<256x2x32xf32>");
    }

    @Test
    void everyCacheIsDonatedToItsOwnResult() {
        String text = step("gemma2-tiny", 1, new StepShape(1, 16)).text();
        assertThat(text)
                .contains("%l0_keys: tensor<256x2x32xf32> {tf.aliasing_output = 1 : i32}")
                .contains("%l3_values: tensor<256x2x32xf32> {tf.aliasing_output = 8 : i32}");
        assertThat(count(text, "tf.aliasing_output")).isEqualTo(8);
    }

    @Test
    void gemma3HasTwoRotaryTablesAndNoSoftcap() {
        HloProgram program = step("gemma3-tiny", 1, new StepShape(4, 1));
        assertThat(program.parameters()).map(Parameter::name).contains("cos_0", "cos_1").doesNotContain("cos_2");
        // One tanh per function, that of GELU.
        assertThat(count(program.text(), "stablehlo.tanh")).isEqualTo(count(program.text(), "func.func private"));
    }

    @Test
    void spreadModelsSumTwicePerLayerAndOnceForTheEmbedding() {
        String alone = step("gemma2-tiny", 1, new StepShape(4, 1)).text();
        assertThat(alone).doesNotContain("all_reduce").contains("mhlo.num_replicas = 1 : i32");
        String spread = step("gemma2-tiny", 2, new StepShape(4, 1)).text();
        assertThat(spread).contains("mhlo.num_replicas = 2 : i32");
        assertThat(count(spread, "stablehlo.all_reduce")).isEqualTo(2 * 2 + 1); // two kinds of layers
        assertThat(spread).contains("%l0_query: tensor<64x64xf32>").contains("%l0_attention_output: tensor<64x64xf32>");
    }

    @Test
    void theHeadNamesItsChoice() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"))) {
            ModelSpec spec = ModelShares.of(model.config(), model.weights(), 1, PjrtProfile.EXACT);
            HloProgram head = HeadProgram.write(spec, new StepShape(4, 1), 4, 5);
            assertThat(head.name()).isEqualTo("head_4x1_4_5");
            assertThat(head.text()).contains("chlo.top_k").contains("k = 5");
        }
    }

    /** The embedding is looked up, the head multiplied; where they are one matrix it is passed once. */
    @Test
    void aHeadOfItsOwnIsPassedToTheHeadOnly() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-iq4_nl-untied.gguf"))) {
            ModelSpec spec = ModelShares.of(model.config(), model.weights(), 2, PjrtProfile.EXACT);
            assertThat(HeadProgram.write(spec, new StepShape(4, 1), 4, 5).parameters()).map(Parameter::name)
                    .contains("head").doesNotContain("embedding");
            assertThat(StepProgram.write(spec, new StepShape(4, 1), CACHE, 128).parameters()).map(Parameter::name)
                    .contains("embedding").doesNotContain("head");
            assertThat(spec.ownHead()).hasValueSatisfying(head -> assertThat(head.rows()).isEqualTo(256));
        }
    }

    private static HloProgram step(String name, int devices, StepShape shape) {
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"))) {
            ModelSpec spec = ModelShares.of(model.config(), model.weights(), devices, PjrtProfile.EXACT);
            return StepProgram.write(spec, shape, CACHE, 128);
        }
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }
}
