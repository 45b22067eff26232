package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gemma.tokenizer.EncodeMode;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.gemma.tokenizer.Vocabulary;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tiny vocabulary from a SentencePiece model, from a tokenizer.json made of its pieces, and from a GGUF file. */
class VocabularyFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TOKENIZER_MODEL = HfModels.tokenizer();

    @TempDir
    Path temporary;

    @Test
    void sentencePieceModelHoldsWhatTheGgufFileHolds() throws IOException {
        StoredVocabulary expected = gguf();
        StoredVocabulary found = inFolder(folder -> copy(TOKENIZER_MODEL, folder.resolve("tokenizer.model")));
        assertSamePieces(found, expected);
        assertThat(found.scores()).isEqualTo(expected.scores());
        assertThat(found.endOfTurn()).hasValue(6);
    }

    @Test
    void tokenizersFileHoldsTheSamePieces() throws IOException {
        StoredVocabulary found = inFolder(folder -> write(folder.resolve("tokenizer.json"), tokenizersFile()));
        assertSamePieces(found, gguf());
        assertEncodesAsSentencePiece(found);
    }

    /** Gemma's tokenizer.json has a plain tab for the byte piece of the tab, alone or as an alias. */
    @Test
    void tabIsAByte() throws IOException {
        StoredVocabulary alone = inFolder(folder -> {
            ObjectNode json = tokenizersFile();
            ObjectNode pieces = (ObjectNode) json.get("model").get("vocab");
            pieces.set("\t", pieces.remove("<0x09>"));
            write(folder.resolve("tokenizer.json"), json);
        });
        assertSamePieces(alone, gguf());
        StoredVocabulary both = inFolder(folder -> {
            ObjectNode json = tokenizersFile();
            ObjectNode pieces = (ObjectNode) json.get("model").get("vocab");
            pieces.set("\t", pieces.get("<0x09>"));
            write(folder.resolve("tokenizer.json"), json);
        });
        assertSamePieces(both, gguf());
    }

    @Test
    void settingsAndChatTemplate() throws IOException {
        StoredVocabulary plain = inFolder(folder -> copy(TOKENIZER_MODEL, folder.resolve("tokenizer.model")));
        assertThat(plain.addBos()).isTrue();
        assertThat(plain.addEos()).isFalse();
        assertThat(plain.chatTemplate()).isEmpty();
        StoredVocabulary settings = inFolder(folder -> {
            copy(TOKENIZER_MODEL, folder.resolve("tokenizer.model"));
            write(folder.resolve("tokenizer_config.json"),
                    JSON.createObjectNode().put("add_bos_token", false).put("chat_template", "{{ one }}"));
        });
        assertThat(settings.addBos()).isFalse();
        assertThat(settings.chatTemplate()).contains("{{ one }}");
        StoredVocabulary several = inFolder(folder -> {
            copy(TOKENIZER_MODEL, folder.resolve("tokenizer.model"));
            ObjectNode json = JSON.createObjectNode();
            ArrayNode templates = json.putArray("chat_template");
            templates.addObject().put("name", "tool_use").put("template", "{{ tools }}");
            templates.addObject().put("name", "default").put("template", "{{ usual }}");
            write(folder.resolve("tokenizer_config.json"), json);
        });
        assertThat(several.chatTemplate()).contains("{{ usual }}");
        StoredVocabulary processor = inFolder(folder -> {
            copy(TOKENIZER_MODEL, folder.resolve("tokenizer.model"));
            write(folder.resolve("chat_template.json"), JSON.createObjectNode().put("chat_template", "{{ newer }}"));
            write(folder.resolve("tokenizer_config.json"), JSON.createObjectNode().put("chat_template", "{{ older }}"));
        });
        assertThat(processor.chatTemplate()).contains("{{ newer }}");
    }

    @Test
    void endsComeFromEveryFileThatNamesThem() throws IOException {
        assertThat(withEnds("generation_config.json", "eos_token_id", JSON.createArrayNode().add(1).add(6).add(300))
                .endTokens()).startsWith(1).containsExactlyInAnyOrder(1, 6, 300);
        assertThat(withEnds("generation_config.json", "eos_token_id", JSON.getNodeFactory().numberNode(300))
                .endTokens()).containsExactlyInAnyOrder(1, 300);
        assertThat(withEnds("tokenizer_config.json", "eos_token", JSON.getNodeFactory().textNode("<end_of_turn>"))
                .endTokens()).containsExactlyInAnyOrder(1, 6);
        assertThat(withEnds("special_tokens_map.json", "eos_token",
                JSON.createObjectNode().put("content", "<end_of_turn>").put("lstrip", false))
                .endTokens()).containsExactlyInAnyOrder(1, 6);
        assertThat(inFolder(folder -> {
            copy(TOKENIZER_MODEL, folder.resolve("tokenizer.model"));
            ObjectNode config = readJson(folder.resolve("config.json"));
            config.putArray("eos_token_id").add(1).add(6);
            config.putObject("text_config").put("eos_token_id", 300);
            write(folder.resolve("config.json"), config);
        }).endTokens()).containsExactlyInAnyOrder(1, 6, 300);
    }

    @Test
    void anEndThatIsNoTokenIsRefusedByName() {
        assertThatThrownBy(() -> withEnds("generation_config.json", "eos_token_id", JSON.createArrayNode().add(512)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("generation_config.json: eos_token_id: 512 (expected: 0 to 511)");
        assertThatThrownBy(() -> withEnds("tokenizer_config.json", "eos_token",
                JSON.getNodeFactory().textNode("<|im_end|>")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("tokenizer_config.json: eos_token: <|im_end|> (expected: a piece of the vocabulary)");
    }

    /** Rows of a multimodal model that its own vocabulary does not have. */
    @Test
    void addedTokensBeyondTheVocabularyAreNoPieces() throws IOException {
        StoredVocabulary found = inFolder(folder -> {
            ObjectNode json = tokenizersFile();
            ((ArrayNode) json.get("added_tokens")).addObject().put("id", 512).put("content", "<image_soft_token>");
            write(folder.resolve("tokenizer.json"), json);
        });
        assertThat(found.tokens()).hasSize(512);
    }

    @Test
    void truncatedSentencePieceModel() throws IOException {
        byte[] whole = Files.readAllBytes(TOKENIZER_MODEL);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SentencePieceModel.parse(TOKENIZER_MODEL, part))
                    .as("length %s", length)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("tokenizer.model");
        }
    }

    /** Any byte may be wrong: the file is read or refused, and nothing else. */
    @Test
    void fuzzedSentencePieceModel() throws IOException {
        byte[] whole = Files.readAllBytes(TOKENIZER_MODEL);
        Random random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] = (byte) random.nextInt(256);
            try {
                assertThat(SentencePieceModel.parse(TOKENIZER_MODEL, damaged).texts()).isNotEmpty();
            } catch (ModelFileException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void truncatedTokenizersFile() throws IOException {
        String whole = tokenizersFile().toString();
        Path file = temporary.resolve("tokenizer.json");
        for (int length = 0; length < whole.length(); length += 1 + whole.length() / 200) {
            Files.writeString(file, whole.substring(0, length));
            assertThatThrownBy(() -> TokenizersFile.read(file))
                    .as("length %s", length)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("tokenizer.json");
        }
    }

    @Test
    void tokenizersFilesThatAreNotGemmas() {
        refused(json -> ((ObjectNode) json.get("model")).put("type", "Unigram"), "model.type: Unigram");
        refused(json -> ((ObjectNode) json.get("model")).put("byte_fallback", false), "model.byte_fallback");
        refused(json -> ((ObjectNode) json.get("normalizer")).put("type", "Prepend"), "normalizer.type: Prepend");
        refused(json -> json.remove("normalizer"), "missing key normalizer");
        refused(json -> json.remove("added_tokens"), "missing key added_tokens");
        refused(json -> ((ObjectNode) json.get("model").get("vocab")).put("extra", 9999), "model.vocab: id 9999");
        refused(json -> ((ObjectNode) json.get("model").get("vocab")).put("extra", 30), "model.vocab: id 30");
        refused(json -> ((ObjectNode) json.get("added_tokens").get(0)).put("content", "other"),
                "added_tokens[0].content: other");
        refused(json -> ((ArrayNode) json.get("model").get("merges")).add("one two three"), "model.merges[");
        refused(json -> {
            ArrayNode merges = (ArrayNode) json.get("model").get("merges");
            merges.add(merges.get(0));
        }, "do not stand together");
    }

    @Test
    void noTokenizer() {
        assertThatThrownBy(() -> inFolder(_ -> {}))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("holds neither tokenizer.model nor tokenizer.json");
    }

    private void refused(Consumer<ObjectNode> change, String message) {
        ObjectNode json = tokenizersFile();
        change.accept(json);
        assertThatThrownBy(() -> inFolder(folder -> write(folder.resolve("tokenizer.json"), json)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("tokenizer.json")
                .hasMessageContaining(message);
    }

    private StoredVocabulary withEnds(String file, String key, JsonNode value) throws IOException {
        return inFolder(folder -> {
            copy(TOKENIZER_MODEL, folder.resolve("tokenizer.model"));
            write(folder.resolve(file), JSON.createObjectNode().set(key, value));
        });
    }

    private static void assertSamePieces(StoredVocabulary found, StoredVocabulary expected) {
        assertThat(found.tokens()).isEqualTo(expected.tokens());
        assertThat(found.tokenTypes()).isEqualTo(expected.tokenTypes());
        assertThat(List.of(found.bos(), found.eos(), found.unknown(), found.pad()))
                .isEqualTo(List.of(expected.bos(), expected.eos(), expected.unknown(), expected.pad()));
        assertThat(found.addSpacePrefix()).isFalse();
    }

    private static void assertEncodesAsSentencePiece(StoredVocabulary stored) throws IOException {
        Tokenizer tokenizer = Tokenizer.of(Vocabulary.of(stored.tokens(), stored.scores(), stored.tokenTypes(),
                stored.bos(), stored.eos(), stored.unknown().orElse(-1), stored.pad().orElse(-1)));
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/tokenizer/golden.jsonl"));
        assertThat(lines).hasSizeGreaterThan(15);
        for (String line : lines) {
            JsonNode golden = JSON.readTree(line);
            assertThat(tokenizer.encode(golden.get("text").textValue(), EncodeMode.SENTENCE_PIECE))
                    .as(line)
                    .isEqualTo(JSON.convertValue(golden.get("ids"), int[].class));
        }
    }

    private static StoredVocabulary gguf() {
        try (GgufFile file = GgufFile.open(Golden.path("gemma1-tiny-f32.gguf"))) {
            return StoredVocabulary.read(file);
        }
    }

    private StoredVocabulary inFolder(Consumer<Path> prepare) throws IOException {
        Path folder = HfModels.copy("gemma1-tiny", Files.createTempDirectory(temporary, "model"));
        prepare.accept(folder);
        try (ModelFile file = ModelFile.open(folder)) {
            return StoredVocabulary.read(file);
        }
    }

    /** What Hugging Face's converter makes of a SentencePiece model: every way to make a piece, best piece first. */
    private static ObjectNode tokenizersFile() {
        StoredVocabulary pieces = gguf();
        ObjectNode json = JSON.createObjectNode();
        ArrayNode added = json.putArray("added_tokens");
        ObjectNode normalizer = json.putObject("normalizer").put("type", "Replace").put("content", "\u2581");
        normalizer.putObject("pattern").put("String", " ");
        ObjectNode model = json.putObject("model").put("type", "BPE").put("byte_fallback", true);
        ObjectNode ids = model.put("unk_token", "<unk>").putObject("vocab");
        for (int id = 0; id < pieces.tokens().length; id++) {
            ids.put(pieces.tokens()[id], id);
            if (pieces.tokenTypes()[id] != Pieces.NORMAL && pieces.tokenTypes()[id] != Pieces.BYTE) {
                added.addObject().put("id", id).put("content", pieces.tokens()[id]);
            }
        }
        ArrayNode merges = model.putArray("merges");
        List<Integer> normal = IntStream.range(0, pieces.tokens().length)
                .filter(id -> pieces.tokenTypes()[id] == Pieces.NORMAL)
                .boxed()
                .sorted((a, b) -> Float.compare(pieces.scores()[b], pieces.scores()[a]))
                .toList();
        for (int id : normal) {
            String piece = pieces.tokens()[id];
            for (int cut = 1; cut < piece.length(); cut++) {
                String left = piece.substring(0, cut);
                String right = piece.substring(cut);
                if (ids.has(left) && ids.has(right)) {
                    merges.add(left + " " + right);
                }
            }
        }
        return json;
    }

    private static void write(Path file, JsonNode json) {
        try {
            Files.writeString(file, json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode readJson(Path file) {
        try {
            return (ObjectNode) JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
