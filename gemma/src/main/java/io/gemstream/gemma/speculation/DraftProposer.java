package io.gemstream.gemma.speculation;

import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.Proposer;
import io.gemstream.gemma.engine.ProposerInput;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.sampling.Sampler;
import io.gemstream.gemma.sampling.TokenHistory;
import io.gemstream.gemma.sampling.TokenLimits;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drafts with a smaller model of the same vocabulary (ADR 16). Its tokens are drawn with the options, the seed and the
 * index of the tokens they are drafts of: where the two models agree on the probabilities, they then agree on the draw.
 * All texts of a call are computed together. Penalties and grammars are left out: a draft against them is wrong, that
 * is all.
 *
 * <p>A text is first prefilled, a chunk with each call, and drafted for when that is done.
 */
public final class DraftProposer implements Proposer {

    private static final float[] NO_LOGITS = {};

    private final Backend draft;
    private final Sampler sampler;
    private final int vocabularySize;
    private final int prefillTokens;
    private final DraftBlocks blocks;
    private final Map<String, DraftText> drafts = new HashMap<>();
    private final List<float[]> rows = new ArrayList<>(); // of [vocabulary], as many as a step has wanted so far

    private DraftProposer(Backend draft, Sampler sampler, int vocabularySize, int prefillTokens, DraftBlocks blocks) {
        this.draft = draft;
        this.sampler = sampler;
        this.vocabularySize = vocabularySize;
        this.prefillTokens = prefillTokens;
        this.blocks = blocks;
    }

    private record Drafted(ProposerInput input, DraftText state) {}

    /**
     * A proposer on a backend that nothing else uses and that the caller closes, after the engine.
     *
     * @param draftTokenizer the draft model's own
     * @param tokenizer of the model to draft for; may have more tokens: texts with those are not drafted for
     * @param prefillTokens tokens of texts that a call prefills at most, at least 1
     * @throws VocabularyMismatchException if a token is not the same in both
     */
    public static DraftProposer of(
            Backend draft, Tokenizer draftTokenizer, Tokenizer tokenizer, int prefillTokens) {
        if (prefillTokens < 1) {
            throw new IllegalArgumentException("prefillTokens: " + prefillTokens + " (expected: >= 1)");
        }
        int size = Math.min(draft.vocabularySize(), Math.min(draftTokenizer.size(), tokenizer.size()));
        for (int id = 0; id < size; id++) {
            if (!draftTokenizer.piece(id).equals(tokenizer.piece(id))) {
                throw new VocabularyMismatchException(id, draftTokenizer.piece(id), tokenizer.piece(id));
            }
        }
        return new DraftProposer(
                draft, new Sampler(size, draft.rowExponentials()), size, prefillTokens,
                new DraftBlocks(draft.groups().size(), draft.blocks(), draft.blockTokens()));
    }

    @Override
    public List<int[]> propose(List<ProposerInput> inputs) {
        List<DraftText> states = inputs.stream().map(this::state).toList();
        List<Drafted> open = prefill(inputs, states);
        for (int number = 1; !open.isEmpty(); number++) {
            int next = number;
            open = open.stream().filter(drafted -> drafted.input().most() > next).toList();
            draft(open, open.stream().map(drafted -> drafted.state().latest()).toList(), next);
        }
        return states.stream().map(DraftText::drafts).toList();
    }

    @Override
    public void end(String id) {
        DraftText ended = drafts.remove(id);
        if (ended != null) {
            blocks.release(ended.blocks());
        }
    }

    private DraftText state(ProposerInput input) {
        return drafts.computeIfAbsent(input.id(), _ -> new DraftText(blocks.none()));
    }

    /** Computes what is pending, and first drafts where that is all. Returns the texts that have one. */
    private List<Drafted> prefill(List<ProposerInput> inputs, List<DraftText> states) {
        List<Drafted> complete = new ArrayList<>();
        List<StepSlice> last = new ArrayList<>();
        List<StepSlice> chunks = new ArrayList<>();
        int budget = prefillTokens;
        for (int i = 0; i < inputs.size(); i++) {
            ProposerInput input = inputs.get(i);
            DraftText state = states.get(i);
            if (state.follow(input, blocks) && budget > 0 && known(input, state)) {
                StepSlice slice = state.pending(input, budget);
                budget -= slice.count();
                if (slice.wantsLogits()) {
                    complete.add(new Drafted(input, state));
                    last.add(slice);
                } else {
                    chunks.add(slice);
                }
            }
        }
        if (!chunks.isEmpty()) {
            draft.run(new StepPlan(chunks), rows(chunks.size(), false));
        }
        draft(complete, last, 0);
        return complete;
    }

    private boolean known(ProposerInput input, DraftText state) {
        for (int i = input.length() - state.pending(); i < input.length(); i++) {
            if (input.tokens()[i] >= vocabularySize) {
                return false;
            }
        }
        return true;
    }

    /** Computes a slice of each text and adds the token after it to its drafts. */
    private void draft(List<Drafted> drafted, List<StepSlice> slices, int number) {
        if (slices.isEmpty()) {
            return;
        }
        float[][] logits = rows(slices.size(), true);
        draft.run(new StepPlan(slices), logits);
        for (int i = 0; i < logits.length; i++) {
            ProposerInput input = drafted.get(i).input();
            drafted.get(i).state().add(sampler.sample(logits[i], input.options(), new TokenHistory(new int[0]),
                    TokenLimits.NONE, input.index() + number).id());
        }
    }

    private float[][] rows(int count, boolean wanted) {
        while (wanted && rows.size() < count) {
            rows.add(new float[draft.vocabularySize()]);
        }
        float[][] logits = new float[count][];
        for (int i = 0; i < count; i++) {
            logits[i] = wanted ? rows.get(i) : NO_LOGITS;
        }
        return logits;
    }
}
