package io.gemstream.gemma.format;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Refuses pieces behind the last row of the embedding, unless no text needs them. A text model needs none for images
 * and none for padding; any other would be a token that cannot be computed.
 */
final class PiecesWithoutRows {

    private static final Pattern UNUSED =
            Pattern.compile("<image_soft_token>|<audio_soft_token>|\\[PAD\\d*]|<pad\\d*>");
    private static final int NAMED = 8;

    private PiecesWithoutRows() {}

    /** Whether a text model does without a piece of that text. */
    static boolean isUnused(String piece) {
        return UNUSED.matcher(piece).matches();
    }

    /**
     * @param file what is named in the refusal
     * @param pieces those from {@code rows} on
     * @throws ModelFileException if one of them could be wanted
     */
    static void requireUnused(Path file, List<String> pieces, int rows) {
        List<String> wanted = pieces.stream().filter(piece -> !isUnused(piece)).toList();
        if (!wanted.isEmpty()) {
            throw new ModelFileException(
                    file, "the embedding has " + rows + " rows, none for " + named(wanted)
                            + " of the tokenizer",
                    "use weights whose embedding was resized for this tokenizer, or the tokenizer of these weights");
        }
    }

    private static String named(List<String> pieces) {
        return pieces.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (pieces.size() > NAMED ? " and " + (pieces.size() - NAMED) + " more" : "");
    }
}
