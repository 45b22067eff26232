package io.gemstream.gemma.engine;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A sequence as the scheduler sees it: its tokens, how many of them are in the KV cache, and its times. Belongs to the
 * step loop's thread.
 *
 * <pre>
 *            computed                      length
 *   |-- in the cache --|-- to be computed --|      decoding: one token to be computed, the one sampled last
 *   [ prompt | resumed | sampled ...        ]
 * </pre>
 */
final class Sequence {

    private final SequenceRequest request;
    private final OptionalLong deadlineNanos;
    private final long submittedNanos;
    private final int given; // prompt and resumed
    private final int[] tokens; // [>= length]
    private int length;
    private int computed;
    private int guessed;
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
     * none: scores are reported before the first token, so the earlier attempt reported them.
     */
    int unscored() {
        boolean wanted = request.options().promptLogprobs().isPresent() && request.resumed().length == 0;
        return wanted ? Math.max(0, request.prompt().length - 1 - computed) : 0;
    }

    /** Tokens there are, prompt and generated. */
    int length() {
        return length;
    }

    /** Generated tokens, resumed ones counted. */
    int generated() {
        return length - request.prompt().length;
    }

    /** Whether a token has been sampled here, so that each step computes one more. */
    boolean decoding() {
        return length > given;
    }

    boolean expired(long nowNanos) {
        return deadlineNanos.isPresent() && deadlineNanos.getAsLong() - nowNanos <= 0;
    }

    void start(long nowNanos) {
        startedNanos = OptionalLong.of(nowNanos);
    }

    /** Tokens that may still be generated. */
    int room() {
        return request.limit() - length;
    }

    /** Puts guesses behind the text, for the next step to compute with the last token. Fewer than there is room. */
    void guess(int[] ids) {
        System.arraycopy(ids, 0, tokens, length, ids.length);
        guessed = ids.length;
    }

    /** Guesses behind the text; none but while it is decoding. */
    int guessed() {
        return decoding() ? guessed : 0;
    }

    void advance(int count) {
        computed += count;
    }

    /**
     * Appends a sampled token; there is room up to the request's limit. Where it is not the one that was guessed, the
     * guess and those after it count as not computed: other keys and values will take the place of theirs.
     */
    void append(int token, long nowNanos) {
        if (computed > length && tokens[length] != token) {
            computed = length;
        }
        guessed = 0;
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
                0,
                started - submittedNanos,
                firstSampled - started,
                nowNanos - firstSampled);
    }
}
