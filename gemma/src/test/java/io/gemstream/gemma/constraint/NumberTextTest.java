package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bounds and steps on digits against arithmetic on the numbers; with a step, as many places as it has. */
class NumberTextTest {

    @Test
    void numbersAreWithinTheirBounds() {
        Random random = new Random(7);
        List<String> texts = texts(random);
        for (int i = 0; i < 300; i++) {
            boolean integer = random.nextBoolean();
            Optional<Schema.Bound> low = bound(random);
            Optional<Schema.Bound> high = bound(random);
            Optional<BigDecimal> step = i % 3 == 0 ? Optional.of(step(random)) : Optional.empty();
            Schema.Num num = new Schema.Num(integer, low, high, step);
            Optional<Automaton> automaton =
                    AutomatonBuilder.buildIfPossible(java.util.Map.of("root", NumberText.of(num)), "root");
            for (String text : texts) {
                BigDecimal value = new BigDecimal(text);
                boolean expected = (!integer || !text.contains("."))
                        && low.map(b -> value.compareTo(b.value()) >= (b.exclusive() ? 1 : 0)).orElse(true)
                        && high.map(b -> value.compareTo(b.value()) <= (b.exclusive() ? -1 : 0)).orElse(true)
                        && step.map(s -> value.remainder(s).signum() == 0 && value.scale() <= Math.max(0, s.scale()))
                                .orElse(true);
                boolean accepted = automaton.map(a -> matches(a, text)).orElse(false);
                assertThat(accepted).as("%s in %s", text, num).isEqualTo(expected);
            }
        }
    }

    @Test
    void noLeadingZerosAndNoExponentWithinBounds() {
        Grammar bounded = Grammar.jsonSchema("{\"type\":\"number\",\"minimum\":0,\"maximum\":100}");
        assertThat(bounded.matches("7.50")).isTrue();
        assertThat(bounded.matches("07")).isFalse();
        assertThat(bounded.matches("7.")).isFalse();
        assertThat(bounded.matches("1e1")).isFalse();
        assertThat(Grammar.jsonSchema("{\"type\":\"number\"}").matches("-1.5E-10")).isTrue();
        assertThat(Grammar.jsonSchema("{\"type\":\"integer\"}").matches("-12345678901234567890")).isTrue();
        assertThat(Grammar.jsonSchema("{\"type\":\"integer\"}").matches("1.0")).isFalse();
    }

    private static boolean matches(Automaton automaton, String text) {
        StateGraph graph = new StateGraph(automaton);
        return graph.read(graph.start(), text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).accepting;
    }

    private static BigDecimal step(Random random) {
        return BigDecimal.valueOf(random.nextInt(1, 60), random.nextInt(3)).stripTrailingZeros();
    }

    private static Optional<Schema.Bound> bound(Random random) {
        if (random.nextInt(5) == 0) {
            return Optional.empty();
        }
        BigDecimal value = BigDecimal.valueOf(random.nextInt(2_400) - 1_200, random.nextInt(3));
        return Optional.of(new Schema.Bound(value, random.nextBoolean()));
    }

    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>(List.of("0", "0.0", "0.5", "-0.5", "0.05", "9.99", "10.00", "-10.01",
        "99999"));
        for (int i = 0; i < 250; i++) {
            int digits = random.nextInt(3);
            BigDecimal value = BigDecimal.valueOf(random.nextInt(2_600) - 1_300, digits);
            texts.add(value.toPlainString() + (digits > 0 && random.nextBoolean() ? "0" : ""));
        }
        return texts;
    }
}
