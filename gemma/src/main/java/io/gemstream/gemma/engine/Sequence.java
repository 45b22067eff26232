package io.gemstream.gemma.engine;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A sequence as the scheduler sees it: its tokens, how many of them are in the KV cache, and its times. Belongs to the
 * step loop's thread.
 *
 * <pre>
 *                   computed              length
 *   |-- in the cache --|-- to be computed --|      decoding: one token to be computed, the one sampled last
 *   [ prompt | resumed | sampled ...        ]
 *                   given                          after a preemption: the length it had; all of it is prefilled again
 * </pre>
 */
final class Sequence {

    private final SequenceRequest request;
    private final OptionalLong deadlineNanos;
    private final long submittedNanos;
    private final int[] tokens; // [>= length]
    private int given;
    private int length;
    private int computed;
    private int furthest; // the most that was ever computed
    private int cached;
    private boolean preempted;
    private int drafted;
    private OptionalLong startedNanos = OptionalLong.empty();
    private OptionalLong firstSampledNanos = OptionalLong.empty();

    /**
     * @param deadlineNanos deadline on the clock of {@code submittedNanos}
     */
    Sequence(SequenceRequest request, OptionalLong deadlineNanos, long submittedNanos) {
        this.request = request;
        this.deadlineNanos = deadlineNanos;
        this.submittedNanos = submittedNanos;
        this.given = request.prompt().length + request.resumed().length;
        this.tokens = Arrays.copyOf(request.prompt(), Math.max(given, request.limit()));
        System.arraycopy(request.resumed(), 0, tokens, request.prompt().length, request.resumed().length);
        this.length = given;
    }

    SequenceRequest request() {
        return request;
    }

    int[] tokens() {
        return tokens;
    }

    /** Tokens whose keys and values are in the cache. */
    int computed() {
        return computed;
    }

    /** Tokens to be computed before the next one can be sampled. */
    int pending() {
        return length - computed;
    }

    /**
     * Tokens of the prompt whose logits are still wanted, to score the token after each. An attempt that resumes has
     * none: scores are reported before the first token, so the earlier attempt reported them. Nor have tokens that were
     * computed before a preemption.
     */
    int unscored() {
        boolean wanted = request.options().promptLogprobs().isPresent() && request.resumed().length == 0;
        return wanted ? Math.max(0, request.prompt().length - 1 - furthest) : 0;
    }

    /** Tokens to be computed that were computed before and lost to a preemption. */
    int lost() {
        return furthest - computed;
    }

    /**
     * Positions whose keys and values may come from another sequence: not the last, whose logits are wanted, nor those of
     * unscored tokens.
     */
    int reusable() {
        return unscored() > 0 ? furthest : length - 1;
    }

    /** Takes the keys and values of all positions before {@code position} from other sequences. */
    void reuse(int position) {
        if (!preempted) {
            cached += position - computed;
        }
        advance(position - computed);
    }

    /** Loses its keys and values; what it has sampled stays and will be computed again. */
    void preempt() {
        preempted = true;
        given = length;
        computed = 0;
    }

    /** Whether the sequence has lost its keys and values before. */
    boolean preempted() {
        return preempted;
    }

    /** Tokens there are, prompt and generated. */
    int length() {
        return length;
    }

    /** Generated tokens, resumed ones counted. */
    int generated() {
        return length - request.prompt().length;
    }

    /** Whether a token has been sampled since the prefill, so that each step computes one more. */
    boolean decoding() {
        return length > given;
    }

    boolean expired(long nowNanos) {
        return deadlineNanos.isPresent() && deadlineNanos.getAsLong() - nowNanos <= 0;
    }

    /** The first prefill step begins; later ones after a preemption do not count. */
    void start(long nowNanos) {
        if (startedNanos.isEmpty()) {
            startedNanos = OptionalLong.of(nowNanos);
        }
    }

    /** Tokens that may still be generated. */
    int room() {
        return request.limit() - length;
    }

    /** Puts drafts behind the text, for the next step to compute with the last token. Fewer than there is room. */
    void draft(int[] ids) {
        System.arraycopy(ids, 0, tokens, length, ids.length);
        drafted = ids.length;
    }

    /** Drafts behind the text; none but while it is decoding. */
    int drafted() {
        return decoding() ? drafted : 0;
    }

    void advance(int count) {
        computed += count;
        furthest = Math.max(furthest, computed);
    }

    /**
     * Appends a sampled token; there is room up to the request's limit. Where it is not the one that was drafted, the
     * draft and those after it count as not computed: other keys and values will take the place of theirs.
     */
    void append(int token, long nowNanos) {
        if (computed > length && tokens[length] != token) {
            computed = length;
        }
        drafted = 0;
        tokens[length++] = token;
        if (firstSampledNanos.isEmpty()) {
            firstSampledNanos = OptionalLong.of(nowNanos);
        }
    }

    SequenceUsage usage(long nowNanos) {
        long started = startedNanos.orElse(nowNanos);
        long firstSampled = firstSampledNanos.orElse(nowNanos);
        return new SequenceUsage(
                request.prompt().length,
                generated(),
                cached,
                started - submittedNanos,
                firstSampled - started,
                nowNanos - firstSampled);
    }
}
