package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TokenConstraintTest {

    private static final byte[][] TOKENS =
            Vocabularies.around(new Random(5), 100, "{\"a\":[1,{\"b\":\"text\"}],\"c\":{}}");
    private static final TokenTrie TRIE = Vocabularies.of(TOKENS);

    @Test
    void endsExactlyWhereTheGrammarMay() {
        TokenConstraint constraint = GrammarMasks.of(Grammar.regex("ab?"), TRIE).start();
        assertThat(constraint.allows(Vocabularies.END)).isFalse();
        constraint.accept(single('a'));
        assertThat(constraint.allows(Vocabularies.END)).isTrue();
        assertThat(constraint.mustEnd()).isFalse();
        constraint.accept(single('b'));
        assertThat(constraint.mustEnd()).isTrue();
        assertThat(mask(constraint)).containsExactly(Vocabularies.END, Vocabularies.TURN_END);
        constraint.accept(Vocabularies.TURN_END);
        assertThat(mask(constraint)).isEmpty();
        assertThat(constraint.allows(Vocabularies.END)).isFalse();
        assertThat(constraint.mustEnd()).isTrue();
    }

    @Test
    void aRefusedTokenChangesNothing() {
        TokenConstraint constraint = GrammarMasks.of(Grammar.regex("ab"), TRIE).start();
        List<Integer> before = mask(constraint);
        assertThatThrownBy(() -> constraint.accept(single('b')))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("token: " + single('b'));
        assertThatThrownBy(() -> constraint.accept(Vocabularies.PAD)).isInstanceOf(ConstraintException.class);
        assertThat(mask(constraint)).isEqualTo(before);
    }

    @Test
    void replayAfterTheCacheWasDroppedGivesTheSameMasks() {
        GrammarMasks masks = GrammarMasks.of(Grammar.jsonObject(), TRIE).ahead(50);
        TokenConstraint live = masks.start();
        List<Integer> tokens = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 60 && !live.mustEnd(); i++) {
            List<Integer> allowed = mask(live);
            TokenConstraint replayed = GrammarMasks.of(Grammar.jsonObject(), TRIE).start();
            tokens.forEach(replayed::accept);
            assertThat(mask(replayed)).isEqualTo(allowed);
            if (i % 7 == 0) {
                masks.dropCache();
            }
            int token = allowed.get(random.nextInt(allowed.size()));
            live.accept(token);
            tokens.add(token);
        }
        assertThat(tokens.size()).isGreaterThan(20);
    }

    @Test
    void threadsThatShareMasksSeeTheSame() throws Exception {
        GrammarMasks shared = GrammarMasks.of(Grammar.jsonObject(), TRIE);
        List<Callable<Integer>> walks = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            walks.add(() -> walk(shared, 11));
        }
        int expected = walk(GrammarMasks.of(Grammar.jsonObject(), TRIE), 11);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Integer> walk : threads.invokeAll(walks)) {
                assertThat(walk.get()).isEqualTo(expected);
            }
        }
    }

    /** A text that only nests stops at the limit instead of growing for ever, and can still be finished. */
    @Test
    void nestingHasALimitAndCanStillEnd() {
        TokenConstraint constraint =
                GrammarMasks.of(Grammar.jsonSchema("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}"), TRIE).start();
        int depth = 0;
        while (constraint.allows(single('['))) {
            constraint.accept(single('['));
            depth++;
        }
        assertThat(depth).isBetween(500, StateGraph.MAX_DEPTH + 1);
        for (; depth > 0; depth--) {
            constraint.accept(single(']'));
        }
        assertThat(constraint.mustEnd()).isTrue();
    }

    @Test
    void saysWhenTheVocabularyCannotSpellTheText() {
        byte[][] tokens = {{}, {}, {}, "a".getBytes(StandardCharsets.UTF_8)};
        TokenConstraint constraint = GrammarMasks.of(Grammar.regex("ab"), Vocabularies.of(tokens)).start();
        constraint.accept(3);
        assertThatThrownBy(() -> constraint.mask(new long[1]))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("no token of the vocabulary");
    }

    private static int walk(GrammarMasks masks, int seed) {
        TokenConstraint constraint = masks.start();
        Random random = new Random(seed);
        int hash = 0;
        for (int i = 0; i < 300; i++) {
            List<Integer> allowed = mask(constraint);
            hash = 31 * hash + allowed.hashCode();
            int token = allowed.get(random.nextInt(allowed.size()));
            if (token == Vocabularies.END || token == Vocabularies.TURN_END) {
                constraint = masks.start();
            } else {
                constraint.accept(token);
            }
        }
        return hash;
    }

    private static int single(char c) {
        return 3 + c;
    }

    private static List<Integer> mask(TokenConstraint constraint) {
        long[] mask = new long[TRIE.maskWords()];
        constraint.mask(mask);
        return java.util.BitSet.valueOf(mask).stream().boxed().toList();
    }
}
