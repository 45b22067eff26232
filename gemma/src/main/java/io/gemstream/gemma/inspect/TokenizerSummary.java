package io.gemstream.gemma.inspect;

import io.gemstream.gemma.Tokenizers;
import io.gemstream.gemma.chat.TemplateFit;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.tokenizer.PieceType;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A vocabulary in numbers.
 *
 * @param model kind of vocabulary
 * @param pieces number of pieces
 * @param piecesByType number of pieces of each type there is, types as stored
 * @param bos id that begins a text
 * @param eos id that ends a text
 * @param unknown id of the unknown piece, where there is one
 * @param pad id of padding, where there is one
 * @param endOfTurn id that ends a turn, where the file names one
 * @param endTokens all tokens that end a text: by the files, and by their names
 * @param turnTokens whether the vocabulary has what a chat needs
 * @param addBos whether a prompt begins with {@code bos}
 * @param template how the file's chat template compares with what is rendered
 */
public record TokenizerSummary(
        String model,
        int pieces,
        Map<PieceType, Integer> piecesByType,
        int bos,
        int eos,
        OptionalInt unknown,
        OptionalInt pad,
        OptionalInt endOfTurn,
        List<EndToken> endTokens,
        boolean turnTokens,
        boolean addBos,
        TemplateFit template) {

    public TokenizerSummary {
        piecesByType = Map.copyOf(piecesByType);
        endTokens = List.copyOf(endTokens);
    }

    /** @throws IllegalArgumentException if the vocabulary contradicts itself */
    static TokenizerSummary of(StoredVocabulary vocabulary) {
        Map<PieceType, Integer> counts = new EnumMap<>(PieceType.class);
        for (PieceType type : PieceType.values()) {
            int count = 0;
            for (int code : vocabulary.tokenTypes()) {
                count += code == type.code() ? 1 : 0;
            }
            if (count > 0) {
                counts.put(type, count);
            }
        }
        Tokenizer tokenizer = Tokenizers.of(vocabulary);
        return new TokenizerSummary(
                vocabulary.model(),
                vocabulary.tokens().length,
                counts,
                vocabulary.bos(),
                vocabulary.eos(),
                vocabulary.unknown(),
                vocabulary.pad(),
                vocabulary.endOfTurn(),
                Arrays.stream(tokenizer.endTokens())
                        .mapToObj(id -> new EndToken(id, tokenizer.piece(id), tokenizer.isText(id)))
                        .toList(),
                tokenizer.turnTokens().isPresent(),
                vocabulary.addBos(),
                TemplateFit.of(vocabulary.chatTemplate()));
    }
}
