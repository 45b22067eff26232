package io.gemstream.gemma.engine;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Drafts from texts that are known already, each token right with a given probability. */
final class NoisyOracle implements Proposer {

    private static final int WRONG = 6; // an id no text of the tests begins with

    private final Map<String, int[]> answers;
    private final double right;
    private final Random random;

    NoisyOracle(Map<String, int[]> answers, double right, long seed) {
        this.answers = answers;
        this.right = right;
        this.random = new Random(seed);
    }

    @Override
    public List<int[]> propose(List<ProposerInput> inputs) {
        return inputs.stream().map(this::draft).toList();
    }

    @Override
    public void end(String id) {}

    private int[] draft(ProposerInput input) {
        int[] answer = answers.getOrDefault(input.id(), new int[0]);
        int[] drafts = new int[input.most()];
        for (int i = 0; i < drafts.length; i++) {
            int index = input.index() + i;
            drafts[i] = index < answer.length && random.nextDouble() < right ? answer[index] : WRONG;
        }
        return drafts;
    }
}
