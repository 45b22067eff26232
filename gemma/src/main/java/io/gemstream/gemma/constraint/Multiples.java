package io.gemstream.gemma.constraint;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the grammar of the multiples of a step, for {@code multipleOf}: an automaton over decimal digits whose states
 * are remainders. A step of 0.25 is 25 hundredths: the digits so far, read as hundredths, leave a remainder by 25, and
 * no third place can come.
 */
final class Multiples {

    /** Remainders times places, hence states. */
    private static final int MAX_STATES = 20_000;

    /** Position in a number: {@code places} behind the point, or one of the negative ones. */
    private record Place(int places, int remainder) {
        static final int START = -4;
        static final int SIGNED = -3;
        static final int ZERO = -2; // no digit may follow a leading zero
        static final int WHOLE = -1;
    }

    private final int modulus;
    private final int maxPlaces;
    private final Map<Place, Integer> rows = new LinkedHashMap<>();
    private final List<Place> open = new ArrayList<>();

    private Multiples(int modulus, int maxPlaces) {
        this.modulus = modulus;
        this.maxPlaces = maxPlaces;
    }

    /** Whether a value is a multiple. */
    static boolean holds(BigDecimal step, BigDecimal value) {
        return value.remainder(step).signum() == 0;
    }

    /** The least step whose multiples are those of both. */
    static BigDecimal common(BigDecimal a, BigDecimal b) {
        int scale = Math.max(0, Math.max(a.scale(), b.scale()));
        BigInteger x = a.setScale(scale).unscaledValue();
        BigInteger y = b.setScale(scale).unscaledValue();
        return new BigDecimal(x.divide(x.gcd(y)).multiply(y), scale);
    }

    /** Whether it has an automaton within the limit. */
    static boolean isSmall(BigDecimal step) {
        BigDecimal plain = plain(step);
        return states(plain.unscaledValue(), plain.scale()).compareTo(BigInteger.valueOf(MAX_STATES)) <= 0;
    }

    /**
     * The multiples without an exponent, integers without a point.
     *
     * @param step above 0
     * @throws ConstraintException if it has too many digits, as one that two small ones have in common may
     */
    static Expr of(BigDecimal step, boolean integer) {
        BigDecimal plain = plain(step);
        BigInteger modulus = plain.unscaledValue();
        int places = plain.scale();
        if (integer) { // a whole number is a multiple of 2.5 if it is one of 5
            modulus = modulus.divide(modulus.gcd(BigInteger.TEN.pow(places)));
            places = 0;
        }
        if (states(modulus, places).compareTo(BigInteger.valueOf(MAX_STATES)) > 0) {
            throw new ConstraintException("schema: unsupported: multipleOf: " + step + " (expected: fewer digits)");
        }
        return new Multiples(modulus.intValueExact(), places).graph();
    }

    private static BigDecimal plain(BigDecimal step) {
        BigDecimal plain = step.stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    private static BigInteger states(BigInteger modulus, int places) {
        return modulus.multiply(BigInteger.valueOf(places + 2L));
    }

    private Expr graph() {
        row(new Place(Place.START, 0));
        List<Expr.Row> graph = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) { // grows while it runs
            Place from = open.get(i);
            graph.add(new Expr.Row(arcs(from), isMultiple(from)));
        }
        return new Expr.Graph(graph);
    }

    private List<Expr.Arc> arcs(Place from) {
        List<Expr.Arc> arcs = new ArrayList<>();
        if (from.places == Place.START) {
            arcs.add(arc('-', new Place(Place.SIGNED, 0)));
        }
        if (from.places <= Place.SIGNED) {
            arcs.add(arc('0', new Place(Place.ZERO, 0)));
            digits(arcs, '1', from, Place.WHOLE);
        } else if (from.places == Place.WHOLE) {
            digits(arcs, '0', from, Place.WHOLE);
        } else if (from.places >= 0 && from.places < maxPlaces) {
            digits(arcs, '0', from, from.places + 1);
        }
        if ((from.places == Place.ZERO || from.places == Place.WHOLE) && maxPlaces > 0) {
            arcs.add(arc('.', new Place(0, from.remainder)));
        }
        return arcs;
    }

    private void digits(List<Expr.Arc> arcs, char first, Place from, int places) {
        for (char digit = first; digit <= '9'; digit++) {
            arcs.add(arc(digit, new Place(places, (from.remainder * 10 + digit - '0') % modulus)));
        }
    }

    private Expr.Arc arc(char character, Place to) {
        return new Expr.Arc(Expr.chars(character, character), row(to));
    }

    private int row(Place place) {
        Integer known = rows.putIfAbsent(place, open.size());
        if (known != null) {
            return known;
        }
        open.add(place);
        return open.size() - 1;
    }

    private boolean isMultiple(Place place) {
        boolean isNumber = place.places == Place.ZERO || place.places == Place.WHOLE || place.places > 0;
        long remainder = place.remainder;
        for (int i = Math.max(0, place.places); i < maxPlaces; i++) {
            remainder = remainder * 10 % modulus;
        }
        return isNumber && remainder == 0;
    }
}
