package io.gemstream.gemma.tokenizer;

import java.util.Optional;

/**
 * Recognises the pieces that stand for no text by their names (ADR 34): converters and fine-tuners forget or mistake
 * their types and ids. The names are Gemma's and those of ChatML, with which Gemma is often tuned anew.
 *
 * <p>Source: llama.cpp's {@code llama-vocab.cpp}, which tells them the same way; but {@code </s>}, an end there, is an
 * HTML tag in Gemma.
 */
final class SpecialPieces {

    static final String EOS = "<eos>";

    private SpecialPieces() {}

    /** Type of a piece of this name, whatever its file says; empty for a name that says nothing. */
    static Optional<PieceType> type(String piece) {
        return switch (piece) {
            case "<bos>", EOS, "<pad>" -> Optional.of(PieceType.CONTROL);
            case "<unk>" -> Optional.of(PieceType.UNKNOWN);
            default -> isTurn(piece) ? Optional.of(PieceType.USER_DEFINED) : Optional.empty();
        };
    }

    /** Whether a piece begins or ends a turn, which no text of a user may. */
    static boolean isTurn(String piece) {
        return switch (piece) {
            case TurnTokens.START_PIECE, TurnTokens.END_PIECE, "<|im_start|>", "<|im_end|>" -> true;
            default -> false;
        };
    }

    /** Whether a model ends its text with a piece of this name. */
    static boolean isEnd(String piece) {
        return switch (piece) {
            case EOS, TurnTokens.END_PIECE, "<|im_end|>" -> true;
            default -> false;
        };
    }
}
