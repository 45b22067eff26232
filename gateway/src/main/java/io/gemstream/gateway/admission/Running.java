package io.gemstream.gateway.admission;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The generations of a model that are at work. Of many only some are looked at: to add up thousands whenever a request comes
 * would take longer than all else that is done for it.
 *
 * @param generations all of them
 * @param left tokens that each is expected to generate yet; of more than {@link #LOOKED_AT} those of so many
 */
public record Running(int generations, List<Double> left) {

    /** Generations that are looked at: their quantiles are within some percent of those of all. */
    public static final int LOOKED_AT = 256;

    /** Nothing runs. */
    public static final Running NONE = new Running(0, List.of());

    public Running {
        left = List.copyOf(left);
    }

    /** All that run, by the tokens that each is expected to generate yet. */
    public static Running of(double... left) {
        return new Running(left.length, DoubleStream.of(left).boxed().toList());
    }

    /** Tokens that all of them are expected to generate yet. */
    double tokens() {
        return times(left.stream().mapToDouble(tokens -> tokens).sum());
    }

    /** What all of them would have, where those that are looked at have so much. */
    double times(double tokens) {
        return left.isEmpty() ? 0 : tokens * generations / left.size();
    }
}
