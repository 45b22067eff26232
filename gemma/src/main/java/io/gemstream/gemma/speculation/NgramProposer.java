package io.gemstream.gemma.speculation;

import io.gemstream.gemma.engine.OpenText;
import io.gemstream.gemma.engine.Proposer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Guesses that what followed a text's last few tokens before, in prompt or answer, follows them again (prompt lookup
 * decoding, Saxena 2023, github.com/apoorvumang/prompt-lookup-decoding). Costs next to nothing; right where an answer
 * copies: code that is edited, summaries, lists, texts that repeat themselves.
 */
public final class NgramProposer implements Proposer {

    private final Map<String, NgramIndex> indexes = new HashMap<>();

    @Override
    public List<int[]> propose(List<OpenText> texts) {
        return texts.stream().map(this::guess).toList();
    }

    @Override
    public void end(String id) {
        indexes.remove(id);
    }

    private int[] guess(OpenText text) {
        return indexes.computeIfAbsent(text.id(), _ -> new NgramIndex())
                .continuation(text.tokens(), text.length(), text.most());
    }
}
