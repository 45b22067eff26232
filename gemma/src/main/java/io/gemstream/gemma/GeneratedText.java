package io.gemstream.gemma;

import io.gemstream.gemma.engine.EndReason;
import io.gemstream.gemma.engine.SequenceUsage;
import java.util.List;

/**
 * A text that was generated.
 *
 * @param text all of it, without the end token or stop string
 * @param tokenIds ids of its tokens in order, an end token included
 * @param endReason why it ended
 * @param usage what it cost
 */
public record GeneratedText(String text, List<Integer> tokenIds, EndReason endReason, SequenceUsage usage) {

    public GeneratedText {
        tokenIds = List.copyOf(tokenIds);
    }
}
