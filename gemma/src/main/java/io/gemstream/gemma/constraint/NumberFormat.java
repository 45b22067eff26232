package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Schema.Bound;
import io.gemstream.gemma.constraint.Schema.Num;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code format}s of numbers that are enforced: {@code int8} to {@code int64} and {@code uint8} to {@code uint64}, of
 * OpenAPI's registry, are whole numbers of a range. {@code float}, {@code double} and all others restrict nothing.
 */
final class NumberFormat {

    private static final Pattern WHOLE = Pattern.compile("(u?)int(8|16|32|64)");

    private NumberFormat() {}

    /** Empty if a format of that name restricts nothing. */
    static Optional<Num> numbers(String format) {
        Matcher whole = WHOLE.matcher(format);
        if (!whole.matches()) {
            return Optional.empty();
        }
        boolean signed = whole.group(1).isEmpty();
        int bits = Integer.parseInt(whole.group(2)) - (signed ? 1 : 0);
        BigInteger end = BigInteger.ONE.shiftLeft(bits);
        return Optional.of(new Num(
                true,
                Optional.of(new Bound(new BigDecimal(signed ? end.negate() : BigInteger.ZERO), false)),
                Optional.of(new Bound(new BigDecimal(end), true)),
                Optional.empty()));
    }
}
