package io.gemstream.gemma.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.TensorInfo;
import io.gemstream.gemma.model.ConfigCorrection;
import io.gemstream.gemma.tokenizer.PieceType;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInspectionTest {

    @TempDir
    Path temporary;

    @Test
    void ggufFile() {
        ModelInspection inspection = ModelInspection.of(Golden.path("gemma2-quant-q4_k_m-mixed.gguf"));
        assertThat(inspection.format()).isEqualTo("GGUF version 3");
        assertThat(inspection.config().architecture()).isEqualTo("gemma2");
        assertThat(inspection.totals()).extracting(TypeTotal::type)
                .containsExactly(GgmlType.Q4_K, GgmlType.Q6_K, GgmlType.F32);
        assertThat(inspection.totals().stream().mapToInt(TypeTotal::tensors).sum())
                .isEqualTo(inspection.tensors().size());
        assertThat(inspection.totals().stream().mapToLong(TypeTotal::bytes).sum())
                .isEqualTo(inspection.tensors().stream().mapToLong(TensorInfo::bytes).sum());
        TokenizerSummary tokenizer = inspection.tokenizer();
        assertThat(tokenizer.pieces()).isEqualTo(512);
        assertThat(tokenizer.piecesByType()).isEqualTo(Map.of(PieceType.NORMAL, 242, PieceType.UNKNOWN, 1,
                PieceType.CONTROL, 3, PieceType.USER_DEFINED, 10, PieceType.BYTE, 256));
        assertThat(tokenizer.bos()).isEqualTo(2);
        assertThat(inspection.memory().weightBytes()).isPositive();
    }

    @Test
    void text() throws IOException {
        Path folder = withTokenizer("gemma2-tiny-sharded");
        String text = ModelInspection.of(folder).render();
        assertThat(text.lines()).contains(
                "  layers        4: 2 with a window of 16, rope 10000.0; 2 without a window, rope 10000.0",
                "  heads         4 of 32, 2 for keys and values",
                "  query scale   0.20412415 = 1/sqrt(24.0000)",
                "  softcaps      attention 50.0, logits 30.0",
                "  output head   the embedding",
                "  F32       46 tensors          230,464 elements    900.3 KiB");
        assertThat(text).contains("safetensors in 4 files").contains("model.layers.3.mlp.down_proj.weight");
        assertThat(text.lines()).noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void tokenizerBesideTheWeights() throws IOException {
        Path folder = withTokenizer("gemma3-tiny");
        assertThat(ModelInspection.of(folder).render().lines()).contains(
                "  kind          SentencePiece",
                "  pieces        512: 242 normal, 1 unknown, 3 control, 10 user-defined, 256 byte",
                "  special ids   bos 2, eos 1, unknown 3, pad 0, end of turn 6",
                "  ends at       1 <eos>, 6 <end_of_turn>",
                "  chat template none",
                "  chats         in Gemma's turns, which a model that was only pretrained does not know");
    }

    @Test
    void saysWhereTextsEndAndWhatTheTemplateRenders() throws IOException {
        Path folder = HfModels.copy("gemma3-tiny", temporary.resolve("tuned"));
        HfModels.addTokenizer(folder);
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [1, 299]}");
        Files.writeString(folder.resolve("chat_template.jinja"),
                "{% for m in messages %}<|im_start|>{{ m.role + '\n' + m.content }}<|im_end|>\n{% endfor %}");
        assertThat(ModelInspection.of(folder).render().lines())
                .contains("  ends at       1 <eos>, 6 <end_of_turn>, 299 int (text, too)")
                .contains("  chats         refused, unless the tokenizer service is configured to use Gemma's turns")
                .anyMatch(line -> line.startsWith("  chat template not Gemma's: it renders \"<|im_start|>user\\n"));
        Files.writeString(folder.resolve("chat_template.jinja"), "{% for m in messages %}<start_of_turn>"
                + "{{ ('user' if m.role == 'user' else 'model') + '\n' + m.content|trim }}<end_of_turn>\n{% endfor %}\n"
                + "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}");
        assertThat(ModelInspection.of(folder).render().lines()).contains("  chat template Gemma's", "  chats         in Gemma's turns");
    }

    @Test
    void saysWhichPublishedValuesWereNotBelieved() throws IOException {
        Path folder = withTokenizer("gemma1-tiny");
        ModelInspection plain = ModelInspection.of(folder);
        ModelInspection corrected = new ModelInspection(plain.path(), plain.format(), plain.config(),
                List.of(new ConfigCorrection("query_pre_attn_scalar", "224.0", "256.0", "because")),
                plain.ownHead(), plain.spare(), plain.tensors(), plain.totals(), plain.tokenizer(), plain.options(), plain.memory());
        assertThat(corrected.render()).contains("corrected     query_pre_attn_scalar 224.0 to 256.0: because");
    }

    /** What nobody could serve is not described either. */
    @Test
    void withoutATokenizer() {
        assertThatThrownBy(() -> ModelInspection.of(HfModels.path("gemma3-tiny")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("holds neither tokenizer.model nor tokenizer.json");
    }

    @Test
    void saysWhatIsNotUsedAndWhichHeadIs() {
        ModelInspection untied = ModelInspection.of(Golden.path("gemma2-quant-iq4_nl-untied.gguf"));
        assertThat(untied.render().lines()).contains("  output head   a matrix of its own, in IQ4_NL");
        assertThat(untied.render()).doesNotContain("tensors that are not used");
    }

    private Path withTokenizer(String name) {
        Path folder = HfModels.copy(name, temporary.resolve("whole"));
        HfModels.addTokenizer(folder);
        return folder;
    }

    @Test
    void modelOfAnotherKind() throws IOException {
        Path folder = HfModels.copy("gemma1-tiny", temporary.resolve("other"));
        Path config = folder.resolve("config.json");
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(config.toFile());
        Files.writeString(config, json.put("model_type", "llama").toString());
        assertThatThrownBy(() -> ModelInspection.of(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("model_type: llama");
    }
}
