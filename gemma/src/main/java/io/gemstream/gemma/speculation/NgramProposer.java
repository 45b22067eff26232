package io.gemstream.gemma.speculation;

import io.gemstream.gemma.engine.Proposer;
import io.gemstream.gemma.engine.ProposerInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drafts that what followed a text's last few tokens before, in prompt or answer, follows them again (prompt lookup
 * decoding, Saxena 2023, github.com/apoorvumang/prompt-lookup-decoding; ADR 16). Costs next to nothing; right where an
 * answer copies: code that is edited, summaries, lists, texts that repeat themselves.
 */
public final class NgramProposer implements Proposer {

    private final Map<String, NgramIndex> indexes = new HashMap<>();

    @Override
    public List<int[]> propose(List<ProposerInput> inputs) {
        return inputs.stream().map(this::draft).toList();
    }

    @Override
    public void end(String id) {
        indexes.remove(id);
    }

    private int[] draft(ProposerInput input) {
        return indexes.computeIfAbsent(input.id(), _ -> new NgramIndex())
                .continuation(input.tokens(), input.length(), input.most());
    }
}
