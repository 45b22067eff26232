package io.gemstream.gemma.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gemma.format.ModelFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HfConfigTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void correctsTheScalarThatGemma2Of9BWasFirstPublishedWith() {
        ConfigReading reading = PublishedConfigs.reading(PublishedConfigs.json("gemma-2-9b"), folder);
        assertThat(reading.config().layers().getFirst().queryScale()).isEqualTo(1f / 16);
        assertThat(reading.corrections()).singleElement().satisfies(correction -> {
            assertThat(correction.key()).isEqualTo("query_pre_attn_scalar");
            assertThat(correction.published()).isEqualTo("224.0");
            assertThat(correction.used()).isEqualTo("256.0");
            assertThat(correction.reason()).contains("gemma_pytorch 03e6575");
        });
    }

    @Test
    void believesTheCorrectedFile() {
        ObjectNode json = PublishedConfigs.json("gemma-2-9b").put("query_pre_attn_scalar", 256);
        assertThat(PublishedConfigs.reading(json, folder).corrections()).isEmpty();
    }

    @Test
    void scaleOf27BIsNotTheHeadWidth() {
        float scale = PublishedConfigs.reading(PublishedConfigs.json("gemma-2-27b"), folder)
                .config().layers().getFirst().queryScale();
        assertThat(scale).isEqualTo(1f / 12).isNotEqualTo((float) (1 / Math.sqrt(128)));
    }

    /** Old and new spelling of the same model. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma-2b", "gemma-2-2b", "gemma-3-270m", "gemma-3-4b"})
    void newKeysMeanTheSame(String name) {
        ObjectNode json = PublishedConfigs.json(name);
        GemmaConfig expected = PublishedConfigs.reading(json, folder).config();
        assertThat(PublishedConfigs.reading(inNewKeys(json, expected), folder).config()).isEqualTo(expected);
    }

    private static ObjectNode inNewKeys(ObjectNode json, GemmaConfig config) {
        ObjectNode text = json.path("text_config") instanceof ObjectNode nested ? nested : json;
        text.remove(List.of("rope_theta", "rope_local_base_freq", "rope_scaling", "sliding_window_pattern",
                "_sliding_window_pattern", "hidden_act"));
        text.put("hidden_activation", "gelu_pytorch_tanh");
        ArrayNode types = text.putArray("layer_types");
        config.layers().forEach(layer -> types.add(layer.window() > 0 ? "sliding_attention" : "full_attention"));
        ObjectNode rope = text.putObject("rope_parameters");
        if (config.architecture().equals("gemma3")) {
            float factor = config.layers().get(5).ropeScale();
            ObjectNode global = rope.putObject("full_attention").put("rope_theta", 1e6);
            global.put("rope_type", factor == 1 ? "default" : "linear").put("factor", factor);
            rope.putObject("sliding_attention").put("rope_theta", 1e4).put("rope_type", "default");
        } else {
            rope.put("rope_theta", 1e4).put("rope_type", "default");
        }
        return json;
    }

    /** Exact GELU was published as hidden_act by mistake; as hidden_activation it would be meant. */
    @ParameterizedTest
    @CsvSource({"gelu, true", "gelu_pytorch_tanh, true", "silu, false", "relu, false"})
    void oldActivationKey(String activation, boolean accepted) {
        ObjectNode json = PublishedConfigs.json("gemma-2b").put("hidden_act", activation);
        if (accepted) {
            assertThat(PublishedConfigs.reading(json, folder).config().architecture()).isEqualTo("gemma");
        } else {
            assertThatThrownBy(() -> PublishedConfigs.reading(json, folder)).hasMessageContaining("hidden_act");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gemma-2-2b   | model_type               | \"llama\"                  | model_type: llama",
        "gemma-2-2b   | model_type               | null                       | missing key model_type",
        "gemma-2-2b   | architectures            | [\"GemmaForCausalLM\"]     | architectures",
        "gemma-2-2b   | hidden_size              | null                       | missing key hidden_size",
        "gemma-2-2b   | hidden_size              | 0                          | hidden_size: 0",
        "gemma-2-2b   | hidden_size              | 1e3                        | hidden_size: found 1000.0",
        "gemma-2-2b   | num_hidden_layers        | 100000                     | num_hidden_layers: 100000",
        "gemma-2-2b   | num_key_value_heads      | 3                          | num_key_value_heads: 3",
        "gemma-2-2b   | head_dim                 | 255                        | head_dim: 255",
        "gemma-2-2b   | hidden_activation        | \"gelu\"                   | hidden_activation: gelu",
        "gemma-2-2b   | attention_bias           | true                       | attention_bias: true",
        "gemma-2-2b   | quantization_config      | {\"bits\": 4}              | quantization_config",
        "gemma-2-2b   | rms_norm_eps             | -1                         | rms_norm_eps: -1.0",
        "gemma-2-2b   | attn_logit_softcapping   | -50                        | attn_logit_softcapping: -50.0",
        "gemma-2-2b   | query_pre_attn_scalar    | 0                          | query_pre_attn_scalar: 0.0",
        "gemma-2-27b  | query_pre_attn_scalar    | 128                        | query_pre_attn_scalar: 128.0",
        "gemma-2-2b   | sliding_window           | -1                         | sliding_window: -1",
        "gemma-2-2b   | layer_types              | [\"full_attention\"]       | layer_types: 1 entries",
        "gemma-3-270m | sliding_window_pattern   | 4                          | layer_types: contradicts",
        "gemma-3-1b   | use_bidirectional_attention | true                    | use_bidirectional_attention",
        "gemma-3-1b   | rope_theta               | \"big\"                    | rope_theta: found big",
        "gemma-3-1b   | rope_scaling             | {\"rope_type\": \"yarn\"}  | rope_scaling.rope_type: yarn",
        "gemma-3-1b   | rope_scaling             | {\"type\": \"linear\"}     | missing key rope_scaling.factor",
        "gemma-3-1b   | rope_scaling             | 8                          | rope_scaling: found 8",
        "gemma-2-2b   | rope_parameters          | {\"rope_theta\": 2e4}      | rope_theta: 10000.0",
        "gemma-3-1b   | rope_parameters          | {\"rope_theta\": 1e6}      | rope_parameters.full_attention",
        "gemma-3-4b   | text_config              | null                       | missing key text_config",
        "gemma-3-4b   | text_config              | {\"model_type\": \"gemma2\"} | text_config.model_type: gemma2",
        "gemma-3-4b   | text_config              | {\"num_hidden_layers\": 34} | missing key text_config.hidden_size"
    })
    void refusesAndNamesTheKey(String name, String key, String value, String message) throws IOException {
        ObjectNode json = PublishedConfigs.json(name);
        json.set(key, JSON.readTree(value));
        assertThatThrownBy(() -> PublishedConfigs.reading(json, folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }

    @Test
    void nullSwitchesACapOff() {
        ObjectNode json = PublishedConfigs.json("gemma-2-2b").putNull("final_logit_softcapping");
        assertThat(PublishedConfigs.reading(json, folder).config().finalSoftcap()).isZero();
        json.remove("final_logit_softcapping");
        assertThat(PublishedConfigs.reading(json, folder).config().finalSoftcap()).isEqualTo(30);
    }

    @Test
    void piecesOfTheTokenizerCountNotRows() {
        ObjectNode json = PublishedConfigs.json("gemma-2-2b").put("vocab_size", 256_128);
        assertThat(PublishedConfigs.reading(json, folder, OptionalInt.of(256_000)).config().vocabularySize())
                .isEqualTo(256_000);
        assertThatThrownBy(() -> PublishedConfigs.reading(json, folder, OptionalInt.of(256_129)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("vocab_size: 256128");
    }

    /** Whatever stands in a configuration, it is read or refused, and nothing else. */
    @Test
    void fuzz() {
        Random random = new Random(20_240_629);
        List<ObjectNode> published = Stream.of("gemma-2b", "gemma-2-2b", "gemma-2-9b", "gemma-3-270m", "gemma-3-4b")
                .map(PublishedConfigs::json)
                .toList();
        int read = 0;
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            ObjectNode json = published.get(random.nextInt(published.size())).deepCopy();
            for (int change = random.nextInt(3); change >= 0; change--) {
                mutate(json, random);
            }
            try {
                GemmaConfig config = PublishedConfigs.reading(json, folder).config();
                assertThat(config.layers()).isNotEmpty();
                assertThat(config.heads() % config.kvHeads()).isZero();
                assertThat(config.layers()).allSatisfy(layer -> assertThat(layer.queryScale()).isPositive().isFinite());
                read++;
            } catch (ModelFileException e) {
                assertThat(e).hasMessageContaining("config.json");
                refused++;
            }
        }
        assertThat(read).isGreaterThan(30);
        assertThat(refused).isGreaterThan(300);
    }

    private static void mutate(ObjectNode json, Random random) {
        List<ObjectNode> objects = new ArrayList<>(List.of(json));
        json.elements().forEachRemaining(element -> {
            if (element instanceof ObjectNode nested) {
                objects.add(nested);
            }
        });
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        keys.addAll(List.of("rope_parameters", "layer_types", "sliding_window_pattern", "rope_scaling"));
        String key = keys.get(random.nextInt(keys.size()));
        List<JsonNode> values = List.of(
                JSON.getNodeFactory().nullNode(), JSON.createArrayNode(), JSON.createObjectNode(),
                JSON.getNodeFactory().textNode("x"), JSON.getNodeFactory().numberNode(-1),
                JSON.getNodeFactory().numberNode(0), JSON.getNodeFactory().numberNode(1e300),
                JSON.getNodeFactory().numberNode(Long.MAX_VALUE), JSON.getNodeFactory().numberNode(0.5),
                JSON.getNodeFactory().booleanNode(true), JSON.getNodeFactory().numberNode(6));
        if (random.nextInt(8) == 0) {
            object.remove(key);
        } else {
            object.set(key, values.get(random.nextInt(values.size())));
        }
    }
}
