package io.gemstream.gemma.format;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads the tokens that were added to a vocabulary after it was made, as fine-tunes do: {@code added_tokens} in
 * {@code tokenizer.json}, {@code added_tokens.json}, {@code added_tokens_decoder} in {@code tokenizer_config.json}.
 * Tools write them there and leave {@code tokenizer.model} as it was.
 */
final class AddedTokens {

    private static final Pattern SPARE = Pattern.compile("<unused\\d+>|\\[PAD\\d*]");
    private static final String REMEDY = "use the tokenizer's files as they were saved together";

    private final SafetensorsModel model;
    private final TreeMap<Integer, String> texts = new TreeMap<>(); // by id

    private AddedTokens(SafetensorsModel model) {
        this.model = model;
    }

    /**
     * A model's pieces with the added tokens: a token takes the place of an unused or a user-defined piece, or comes after
     * the last; all are cut out of a text whole.
     *
     * @throws ModelFileException if a token has the id of another piece, or no row of the embedding
     */
    static Pieces onto(Pieces pieces, SafetensorsModel model) {
        AddedTokens added = new AddedTokens(model);
        added.read();
        return added.extended(added.renamed(pieces));
    }

    private void read() {
        model.sibling("tokenizer.json").ifPresent(file -> tokenizersFile(file).forEach(token -> put(file,
                token.integer("id").orElseThrow(() -> token.missing("id")),
                token.text("content").orElseThrow(() -> token.missing("content")))));
        model.sibling("added_tokens.json").ifPresent(file -> {
            JsonMetadata ids = JsonMetadata.read(file);
            ids.keys().forEach(text -> put(file, ids.integer(text).orElseThrow(), text));
        });
        model.sibling("tokenizer_config.json").map(JsonMetadata::read)
                .flatMap(settings -> settings.object("added_tokens_decoder"))
                .ifPresent(tokens -> tokens.keys().forEach(id -> put(tokens.file(), number(tokens, id),
                        tokens.object(id).flatMap(token -> token.text("content")).orElseThrow(() -> tokens.missing(id)))));
    }

    /** They stand before the vocabulary, which need not be read for them. */
    private static List<JsonMetadata> tokenizersFile(Path file) {
        return JsonReader.streamed(file, parser -> {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (key.equals("added_tokens")) {
                    return JsonMetadata.of(file, Map.of(key, JsonReader.value(parser))).objects(key).orElse(List.of());
                }
                parser.skipChildren();
            }
            return List.of();
        });
    }

    private static long number(JsonMetadata tokens, String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw tokens.invalid(id, "no number (expected: the id of a token)");
        }
    }

    private void put(Path file, long id, String text) {
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw new ModelFileException(file, "token " + text + ": id " + id + " (expected: >= 0)", REMEDY);
        }
        String piece = text.replace(' ', '\u2581');
        String other = texts.put((int) id, piece);
        if (other != null && !other.equals(piece)) {
            throw new ModelFileException(
                    file, "token " + id + " is " + text + " here and " + other + " in another file beside it", REMEDY);
        }
    }

    private Pieces renamed(Pieces pieces) {
        String[] names = pieces.texts().clone();
        int[] types = pieces.types().clone();
        texts.headMap(names.length).forEach((id, text) -> {
            if (names[id].equals(text) || types[id] == Pieces.BYTE) {
                return;
            }
            if (types[id] != Pieces.USER_DEFINED && !SPARE.matcher(names[id]).matches()) {
                throw new ModelFileException(model.directory(),
                        "added token " + text + " has id " + id + ", which is the piece " + names[id], REMEDY);
            }
            names[id] = text;
            types[id] = Pieces.USER_DEFINED;
        });
        return pieces.with(names, pieces.scores(), types);
    }

    private Pieces extended(Pieces pieces) {
        int size = pieces.texts().length;
        while (!texts.isEmpty() && texts.lastKey() >= size
                && PiecesWithoutRows.isUnused(texts.lastEntry().getValue())) {
            texts.pollLastEntry();
        }
        OptionalInt rows = rows();
        if (texts.isEmpty() || texts.lastKey() < size || rows.isEmpty()) {
            return pieces;
        }
        List<String> beyond = List.copyOf(texts.tailMap(Math.max(size, rows.getAsInt())).values());
        PiecesWithoutRows.requireUnused(model.directory(), beyond, rows.getAsInt());
        int wanted = texts.lastKey() + 1;
        String[] names = Arrays.copyOf(pieces.texts(), wanted);
        float[] scores = Arrays.copyOf(pieces.scores(), wanted);
        int[] types = Arrays.copyOf(pieces.types(), wanted);
        for (int id = size; id < wanted; id++) {
            String text = texts.get(id);
            names[id] = text == null ? "<no piece " + id + ">" : text;
            types[id] = text == null || PiecesWithoutRows.isUnused(text) ? Pieces.UNUSED : Pieces.USER_DEFINED;
        }
        return pieces.with(names, scores, types);
    }

    private OptionalInt rows() {
        Optional<TensorInfo> embedding = model.tensors().values().stream()
                .filter(tensor -> tensor.name().endsWith("embed_tokens.weight") && tensor.shape().size() == 2)
                .findFirst();
        return embedding.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.min(Integer.MAX_VALUE, embedding.get().shape().get(1)));
    }
}
