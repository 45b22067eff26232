package io.gemstream.gemma.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the parts of a {@code tokenizer.json} (Hugging Face tokenizers) that make up a vocabulary. It is up to 33 MB,
 * so it is read token by token and its merges are reduced to {@link MergeRanks} on the way.
 */
final class TokenizersFile {

    private final Path file;
    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final MergeRanks ranks = new MergeRanks();
    private final Map<String, Object> modelSettings = new LinkedHashMap<>();
    private final Map<String, Object> settings = new LinkedHashMap<>();

    private TokenizersFile(Path file) {
        this.file = file;
    }

    static Pieces read(Path file) {
        TokenizersFile reader = new TokenizersFile(file);
        JsonReader.streamed(file, parser -> {
            reader.document(parser);
            return file;
        });
        return reader.pieces();
    }

    private void document(JsonParser parser) throws IOException {
        require(parser.nextToken() == JsonToken.START_OBJECT, "no JSON object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            if (key.equals("model")) {
                model(parser);
            } else {
                settings.put(key, JsonReader.value(parser));
            }
        }
    }

    private void model(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT, "model: no object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "vocab" -> vocabulary(parser);
                case "merges" -> merges(parser);
                default -> modelSettings.put(key, JsonReader.value(parser));
            }
        }
    }

    private void vocabulary(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT, "model.vocab: no object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String piece = parser.currentName();
            require(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, "model.vocab: no integer for " + piece);
            vocabulary.put(piece, parser.getIntValue());
        }
    }

    /** Each merge is "left right" or, since tokenizers 0.20, ["left", "right"]. */
    private void merges(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, "model.merges: no array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                String left = parser.nextTextValue();
                String right = parser.nextTextValue();
                require(left != null && right != null && parser.nextToken() == JsonToken.END_ARRAY,
                        "model.merges[" + ranks.merges() + "]: no pair");
                ranks.add(left + right);
            } else {
                require(parser.currentToken() == JsonToken.VALUE_STRING,
                        "model.merges[" + ranks.merges() + "]: no pair");
                String pair = parser.getText();
                int space = pair.indexOf(' ');
                require(space > 0 && space == pair.lastIndexOf(' ') && space < pair.length() - 1,
                        "model.merges[" + ranks.merges() + "]: no pair");
                ranks.add(pair.substring(0, space) + pair.substring(space + 1));
            }
        }
    }

    private Pieces pieces() {
        JsonMetadata json = JsonMetadata.of(file, settings);
        JsonMetadata model = JsonMetadata.of(file, Map.of("model", modelSettings)).object("model").orElseThrow();
        requireText(model, "type", "BPE");
        if (!model.bool("byte_fallback").orElse(false)) {
            throw model.invalid("byte_fallback", "false (expected: true)");
        }
        requireSpacesReplaced(json);
        List<JsonMetadata> added = json.objects("added_tokens").orElseThrow(() -> json.missing("added_tokens"));
        String unknown = model.text("unk_token").orElseThrow(() -> model.missing("unk_token"));
        return new SentencePieceFromTokenizerJson(file, vocabulary, ranks, added, unknown).pieces();
    }

    /** Gemma's only normalisation: a space becomes U+2581. */
    private static void requireSpacesReplaced(JsonMetadata json) {
        JsonMetadata normalizer = json.object("normalizer").orElseThrow(() -> json.missing("normalizer"));
        requireText(normalizer, "type", "Replace");
        requireText(normalizer, "content", "\u2581");
        JsonMetadata pattern = normalizer.object("pattern").orElseThrow(() -> normalizer.missing("pattern"));
        requireText(pattern, "String", " ");
    }

    private static void requireText(JsonMetadata json, String key, String expected) {
        Optional<String> found = json.text(key);
        if (!found.equals(Optional.of(expected))) {
            throw found.isEmpty()
                    ? json.missing(key)
                    : json.invalid(key, found.get() + " (expected: " + expected + ")");
        }
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new ModelFileException(file, what, ModelFileException.NO_OFFSET, GgufCursor.DAMAGED);
        }
    }
}
