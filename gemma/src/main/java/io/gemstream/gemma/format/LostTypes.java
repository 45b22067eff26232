package io.gemstream.gemma.format;

import java.util.regex.Pattern;

/**
 * Restores the type of user-defined pieces. Ollama's converter writes them as normal ones (ollama/ollama
 * convert/tokenizer_spm.go, {@code parseSentencePiece}), with which tags and long runs of line breaks would be cut into
 * other tokens than the model was trained on.
 */
final class LostTypes {

    /** Gemma's user-defined pieces: runs of white space, tags, and names in brackets. */
    private static final Pattern USER_DEFINED = Pattern.compile("\n+|\t+|[\u2581 ]{2,}|</?[a-z][a-z0-9]*>"
            + "|<mask>|<2mass>|<unused\\d+>|<(start|end)_of_image>|\\[@BOS@]|\\[multimodal]|\\[toxicity=0]");
    private static final Pattern PADDING = Pattern.compile("\\[PAD\\d*]");

    private LostTypes() {}

    /**
     * The types as SentencePiece has them; those given where any user-defined piece is left. A piece that was made by
     * merging has a score below 0, but for the first.
     */
    static int[] restored(String[] tokens, float[] scores, int[] types) {
        int[] restored = types.clone();
        for (int id = 0; id < tokens.length; id++) {
            if (types[id] == Pieces.USER_DEFINED && !PADDING.matcher(tokens[id]).matches()) {
                return types;
            }
            if (types[id] == Pieces.NORMAL && scores[id] == 0 && USER_DEFINED.matcher(tokens[id]).matches()) {
                restored[id] = Pieces.USER_DEFINED;
            }
        }
        return restored;
    }
}
