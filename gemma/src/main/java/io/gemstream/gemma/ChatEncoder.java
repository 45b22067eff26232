package io.gemstream.gemma;

import io.gemstream.gemma.chat.ChatSegment;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.tokenizer.EncodeMode;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/**
 * Encodes rendered conversations: text by the tokenizer, special tokens by id, so that text never becomes one, see
 * {@link EncodeMode#PLAIN_TURN_TOKENS}. Thread-safe.
 */
public final class ChatEncoder {

    private final Tokenizer tokenizer;
    /** Ids by piece: the vocabulary finds a control token by looking at all of its pieces. */
    private final ConcurrentMap<String, Integer> specialIds = new ConcurrentHashMap<>();

    public ChatEncoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** @throws GemmaException CHAT_UNSUPPORTED, if the vocabulary lacks one of the special tokens */
    public int[] encode(List<ChatSegment> segments) {
        return segments.stream().flatMapToInt(this::ids).toArray();
    }

    private IntStream ids(ChatSegment segment) {
        return switch (segment) {
            case ChatSegment.Text(String text) -> IntStream.of(tokenizer.encode(text));
            case ChatSegment.Special(String piece) -> IntStream.of(specialIds.computeIfAbsent(piece, this::specialId));
        };
    }

    private int specialId(String piece) {
        return tokenizer.id(piece).orElseThrow(() -> new GemmaException(
                GemmaException.Code.CHAT_UNSUPPORTED, "the vocabulary has no " + piece));
    }
}
