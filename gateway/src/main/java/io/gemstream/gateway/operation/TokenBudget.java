package io.gemstream.gateway.operation;

import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.SamplingOptions.ConstraintCase;

/**
 * Limits on the tokens of one generation.
 *
 * @param most tokens, as asked for; 1 for a prompt that is only scored, which costs a step as well
 * @param endless whether nothing but the limit can end it
 */
record TokenBudget(long most, boolean endless) {

    TokenBudget {
        most = Math.max(1, most);
    }

    static TokenBudget of(OperationRecord row) {
        return new TokenBudget(row.getCostTokens(), endless(row.getSampling()));
    }

    static TokenBudget of(SamplingOptions sampling) {
        return new TokenBudget(sampling.getMaxTokens(), endless(sampling));
    }

    /**
     * Tokens that it is expected to generate yet.
     *
     * @param from tokens that it has
     * @param longest most that any generation can have
     */
    double expected(GenerationLengths lengths, double from, long longest) {
        long limit = Math.min(most, longest);
        return endless ? Math.max(0, limit - from) : lengths.expected(from, limit);
    }

    private static boolean endless(SamplingOptions sampling) {
        return sampling.getIgnoreEos() && sampling.getStopCount() == 0 && sampling.getStopTokenIdsCount() == 0
                && sampling.getConstraintCase() == ConstraintCase.CONSTRAINT_NOT_SET;
    }
}
