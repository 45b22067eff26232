package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against the rule written down plainly: look at all pairs, merge the best, start over. */
class PairMergerTest {

    private static final String[] PARTS = {
        "t", "h", "e", "the", "er", "in", "ing", "on", "\u2581", "\u2581t", "s", "re", "ea", "a", "r", "é", "日", "😈", "x"
    };

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();
    private final Map<String, Integer> normal = new HashMap<>();

    PairMergerTest() {
        for (int id : tokenizer.vocabulary().idsOf(PieceType.NORMAL)) {
            normal.put(tokenizer.piece(id), id);
        }
    }

    @Test
    void mergesAsThePlainRule() {
        Random random = new Random(23);
        for (int round = 0; round < 1_000; round++) {
            String text = text(random);

            assertThat(tokenizer.encode(text)).as("\"%s\"", text).containsExactly(plain(text));
        }
    }

    private int[] plain(String text) {
        List<String> symbols = new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
        for (int best = best(symbols); best >= 0; best = best(symbols)) {
            symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
        }
        return symbols.stream().flatMapToInt(this::ids).toArray();
    }

    private int best(List<String> symbols) {
        int best = -1;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (int i = 0; i + 1 < symbols.size(); i++) {
            Integer id = normal.get(symbols.get(i) + symbols.get(i + 1));
            if (id != null && tokenizer.vocabulary().score(id) > bestScore) {
                best = i;
                bestScore = tokenizer.vocabulary().score(id);
            }
        }
        return best;
    }

    private IntStream ids(String symbol) {
        byte[] bytes = symbol.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return normal.containsKey(symbol)
                ? IntStream.of(normal.get(symbol))
                : IntStream.range(0, bytes.length).map(i -> 14 + (bytes[i] & 0xFF));
    }

    /** No two spaces in a row: those are cut out before merging. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString().replaceAll("\u2581+", "\u2581");
    }
}
