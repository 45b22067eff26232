package io.gemstream.gemma.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs speculation in the step loop: decides before a step which sequences may draft how much, and notes after the step
 * what became of the drafts. One thread.
 */
final class Speculator {

    private final Speculation speculation;
    private final int rows;
    private final Map<Sequence, DraftLength> lengths = new HashMap<>();
    private final List<Drafted> drafted = new ArrayList<>(); // of the step at hand
    private volatile SpeculationTotals totals = SpeculationTotals.NONE;

    /** @param before length of the text without the drafts */
    private record Drafted(Sequence sequence, int before, int count) {}

    Speculator(Speculation speculation, EngineOptions options) {
        this.speculation = speculation;
        this.rows = Math.min(speculation.rows(), options.maxBatchTokens());
    }

    /** Totals so far; from any thread. */
    SpeculationTotals totals() {
        return totals;
    }

    /**
     * Has the sequences draft.
     *
     * @param decoding all sequences of which the next step computes one token
     */
    void draft(List<Sequence> decoding) {
        drafted.clear();
        if (totals.failure().isPresent()) {
            return;
        }
        List<Sequence> asked = new ArrayList<>();
        List<ProposerInput> inputs = new ArrayList<>();
        int left = rows - decoding.size();
        for (int i = 0; i < decoding.size() && left > 0; i++) {
            Sequence sequence = decoding.get(i);
            int share = Math.ceilDiv(left, decoding.size() - i);
            int most = Math.min(share, Math.min(sequence.room() - 1, length(sequence).next()));
            if (most > 0) {
                asked.add(sequence);
                inputs.add(text(sequence, most));
                left -= most;
            }
        }
        if (!inputs.isEmpty()) {
            ask(asked, inputs);
        }
    }

    /** Judges the drafts after the step; a sequence that was kept out of the step has no verdict. */
    void judge() {
        for (Drafted draft : drafted) {
            int chosen = draft.sequence().length() - draft.before();
            if (chosen > 0) {
                // None: the sequence has ended with this step.
                Optional.ofNullable(lengths.get(draft.sequence()))
                        .ifPresent(length -> length.judge(draft.count(), chosen - 1));
                totals = totals.plus(draft.count(), chosen - 1);
            }
        }
    }

    /** Forgets a sequence. */
    void end(Sequence sequence) {
        if (lengths.remove(sequence) != null && totals.failure().isEmpty()) {
            try {
                speculation.proposer().end(sequence.request().id());
            } catch (RuntimeException failure) {
                totals = totals.failed(failure);
            }
        }
    }

    private void ask(List<Sequence> asked, List<ProposerInput> inputs) {
        try {
            List<int[]> drafts = speculation.proposer().propose(inputs);
            for (int i = 0; i < asked.size(); i++) {
                int[] ids = drafts.get(i);
                if (ids.length > 0) {
                    drafted.add(new Drafted(asked.get(i), asked.get(i).length(), ids.length));
                    asked.get(i).draft(ids);
                }
            }
        } catch (RuntimeException failure) {
            totals = totals.failed(failure);
        }
    }

    private DraftLength length(Sequence sequence) {
        return lengths.computeIfAbsent(sequence, _ -> new DraftLength(speculation.tokens()));
    }

    private static ProposerInput text(Sequence sequence, int most) {
        return new ProposerInput(sequence.request().id(), sequence.tokens(), sequence.length(), sequence.generated(),
                sequence.request().options(), most);
    }
}
