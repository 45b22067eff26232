package io.gemstream.gemma.format;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Puts a SentencePiece vocabulary together from the parts of a {@code tokenizer.json}: types from the added tokens and
 * the spelling of byte pieces, scores from the order of merges. The result is what {@code tokenizer.model} holds.
 */
final class SentencePieceFromTokenizerJson {

    private static final Pattern BYTE_PIECE = Pattern.compile("<0x[0-9A-F]{2}>");
    private static final String TAB_BYTE = "<0x09>";

    private final Path file;
    private final Map<String, Integer> vocabulary;
    private final MergeRanks ranks;
    private final List<JsonMetadata> added;
    private final String unknown;

    SentencePieceFromTokenizerJson(
            Path file, Map<String, Integer> vocabulary, MergeRanks ranks, List<JsonMetadata> added, String unknown) {
        this.file = file;
        this.vocabulary = vocabulary;
        this.ranks = ranks;
        this.added = added;
        this.unknown = unknown;
    }

    Pieces pieces() {
        String[] texts = texts();
        int[] types = types(texts);
        OptionalInt unknownId = special(unknown, types, Pieces.UNKNOWN);
        OptionalInt pad = special("<pad>", types, Pieces.CONTROL);
        int bos = special("<bos>", types, Pieces.CONTROL).orElseThrow(() -> refuse("model.vocab: no <bos>"));
        int eos = special("<eos>", types, Pieces.CONTROL).orElseThrow(() -> refuse("model.vocab: no <eos>"));
        return new Pieces(texts, scores(texts, types), types, bos, eos, unknownId, pad);
    }

    private String[] texts() {
        // Gemma's converter writes the byte piece of the tab as a plain tab, alone or as well: transformers
        // convert_slow_tokenizer.py, GemmaSentencePieceExtractor ("there is a missing token in the vocab").
        Integer tab = vocabulary.get("\t");
        Integer tabByte = vocabulary.get(TAB_BYTE);
        boolean alias = tab != null && (tabByte == null || tabByte.equals(tab));
        int size = alias && tabByte != null ? vocabulary.size() - 1 : vocabulary.size();
        String[] texts = new String[size];
        vocabulary.forEach((text, id) -> {
            String piece = alias && text.equals("\t") ? TAB_BYTE : text;
            if (id < 0 || id >= size || texts[id] != null && !texts[id].equals(piece)) {
                throw refuse("model.vocab: id " + id + " of " + text + " (expected: each of 0 to " + (size - 1)
                        + " once)");
            }
            texts[id] = piece;
        });
        return texts;
    }

    private int[] types(String[] texts) {
        int[] types = new int[texts.length];
        for (int id = 0; id < texts.length; id++) {
            types[id] = BYTE_PIECE.matcher(texts[id]).matches() ? Pieces.BYTE : Pieces.NORMAL;
        }
        Set<Long> seen = new HashSet<>();
        for (JsonMetadata token : added) {
            long id = token.integer("id").orElseThrow(() -> token.missing("id"));
            String content = token.text("content").orElseThrow(() -> token.missing("content"));
            if (id < 0 || !seen.add(id)) {
                throw token.invalid("id", Long.toString(id));
            }
            if (id >= texts.length) {
                continue; // AddedTokens sees to what lies beyond the vocabulary
            }
            if (!texts[(int) id].equals(content.replace(' ', '\u2581'))) {
                throw token.invalid("content", content + " (expected: " + texts[(int) id] + ", as in model.vocab)");
            }
            types[(int) id] = Pieces.USER_DEFINED;
        }
        return types;
    }

    private OptionalInt special(String piece, int[] types, int type) {
        Integer id = vocabulary.get(piece);
        if (id == null) {
            return OptionalInt.empty();
        }
        types[id] = type;
        return OptionalInt.of(id);
    }

    /** 0 for the first normal piece, one less for each that follows; pieces that no merge makes come last, by id. */
    private float[] scores(String[] texts, int[] types) {
        Integer[] normal = new Integer[texts.length];
        int count = 0;
        for (int id = 0; id < texts.length; id++) {
            if (types[id] == Pieces.NORMAL) {
                if (ranks.isScattered(texts[id])) {
                    throw refuse("model.merges: the merges that make " + texts[id] + " do not stand together");
                }
                normal[count++] = id;
            }
        }
        Arrays.sort(normal, 0, count, Comparator.<Integer>comparingInt(id -> {
            int rank = ranks.rank(texts[id]);
            return rank < 0 ? Integer.MAX_VALUE : rank;
        }).thenComparingInt(id -> id));
        float[] scores = new float[texts.length];
        for (int rank = 0; rank < count; rank++) {
            scores[normal[rank]] = -(float) rank;
        }
        return scores;
    }

    private ModelFileException refuse(String what) {
        return new ModelFileException(
                file, what, ModelFileException.NO_OFFSET, "use the tokenizer.json that was published with Gemma");
    }
}
