package io.gemstream.gemma.model;

/**
 * Configuration of one transformer layer. The generations of Gemma differ in these values only.
 *
 * @param window positions a query sees, its own included; 0 where it sees all before it
 * @param ropeBase base of the rotary frequencies
 * @param ropeScale factor that divides the rotary angles; 1 where positions are used as they are
 * @param queryScale factor on queries before they meet keys
 * @param attentionSoftcap scores s become {@code cap * tanh(s / cap)}; 0 where they are left alone
 * @param postNorms whether the outputs of attention and feed-forward are normalised before the residual addition
 * @param queryKeyNorm whether queries and keys are normalised per head before rotation
 */
public record LayerConfig(
        int window,
        float ropeBase,
        float ropeScale,
        float queryScale,
        float attentionSoftcap,
        boolean postNorms,
        boolean queryKeyNorm) {

    /** First position that a query at {@code position} sees. */
    public int firstVisible(int position) {
        return window == 0 ? 0 : Math.max(0, position - window + 1);
    }
}
