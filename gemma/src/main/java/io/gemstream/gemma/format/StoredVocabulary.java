package io.gemstream.gemma.format;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A vocabulary as a model's files have it. All arrays have one entry per token id and belong to the caller.
 *
 * @param model kind of vocabulary; {@code llama} stands for SentencePiece BPE, as in GGUF
 * @param tokens the pieces
 * @param scores the score of each piece
 * @param tokenTypes 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte
 * @param bos id that begins a text
 * @param eos id that ends a text
 * @param unknown id of the unknown piece, where there is one
 * @param pad id of padding, where there is one
 * @param endOfTurn id that ends a turn, where the file names one
 * @param endTokens every id that the files name as an end, of a text, a turn or a message; each once, {@code eos} first
 * @param addBos whether an encoded text begins with {@code bos}
 * @param addEos whether an encoded text ends with {@code eos}
 * @param addSpacePrefix whether a space is put before an encoded text
 * @param chatTemplate the Jinja source, where the files have one
 */
public record StoredVocabulary(
        String model,
        String[] tokens,
        float[] scores,
        int[] tokenTypes,
        int bos,
        int eos,
        OptionalInt unknown,
        OptionalInt pad,
        OptionalInt endOfTurn,
        List<Integer> endTokens,
        boolean addBos,
        boolean addEos,
        boolean addSpacePrefix,
        Optional<String> chatTemplate) {

    public StoredVocabulary {
        endTokens = List.copyOf(endTokens);
    }

    /**
     * Reads the vocabulary; no tensor is touched.
     *
     * @throws ModelFileException if it is missing or contradicts itself
     */
    public static StoredVocabulary read(ModelFile file) {
        return switch (file) {
            case GgufFile gguf -> GgufVocabulary.read(gguf);
            case SafetensorsModel model -> HfVocabulary.read(model);
        };
    }

    /**
     * The Jinja source of the chat template, where the files have one; the pieces are not read.
     *
     * @throws ModelFileException if a file that may hold it is damaged
     */
    public static Optional<String> chatTemplate(ModelFile file) {
        return switch (file) {
            case GgufFile gguf -> GgufVocabulary.chatTemplate(gguf);
            case SafetensorsModel model -> HfChatTemplate.of(model);
        };
    }

    /**
     * Number of pieces that a GGUF file has tokens for.
     *
     * @throws ModelFileException if there are none, or pieces without a row that are not known to be unused
     */
    public static int size(GgufFile file) {
        return GgufVocabulary.size(file);
    }

    /**
     * Number of pieces, or empty where a directory has no tokenizer.
     *
     * @throws ModelFileException as {@link #read}
     */
    public static OptionalInt size(SafetensorsModel model) {
        return HfVocabulary.size(model);
    }
}
