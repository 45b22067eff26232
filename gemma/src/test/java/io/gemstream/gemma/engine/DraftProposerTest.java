package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.speculation.DraftProposer;
import io.gemstream.gemma.speculation.NgramProposer;
import io.gemstream.gemma.speculation.VocabularyMismatchException;
import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.gemma.tokenizer.Vocabulary;
import io.gemstream.testing.oracle.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DraftProposerTest {

    private static final SamplerOptions GREEDY = SamplerOptions.builder().temperature(0).build();

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();

    @Test
    void prefillsALongTextInChunksAndThenDrafts() {
        TokenMemoryBackend draft = backend(64);
        DraftProposer proposer = DraftProposer.of(draft, tokenizer, tokenizer, 10);
        ProposerInput input = text("a", Requests.prompt(1, 25), 3);

        assertThat(proposer.propose(List.of(input))).containsExactly(new int[0]);
        assertThat(proposer.propose(List.of(input))).containsExactly(new int[0]);
        assertThat(proposer.propose(List.of(input)).getFirst()).hasSize(3);
        assertThat(draft.plans()).extracting(StepPlan::rows).containsExactly(10, 10, 5, 1, 1);
    }

    @Test
    void goesBackToTheFirstWrongDraft() {
        TokenMemoryBackend draft = backend(64);
        DraftProposer proposer = DraftProposer.of(draft, tokenizer, tokenizer, 64);
        int[] prompt = Requests.prompt(1, 20);
        int[] drafts = proposer.propose(List.of(text("a", prompt, 4))).getFirst();
        int[] tokens = Arrays.copyOf(prompt, 22);
        tokens[20] = drafts[0];
        tokens[21] = drafts[1] ^ 1;

        int[] after = proposer.propose(List.of(text("a", tokens, 4))).getFirst();

        assertThat(draft.plans().get(4).rows()).as("only the token that was not drafted").isEqualTo(1);
        DraftProposer fresh = DraftProposer.of(backend(64), tokenizer, tokenizer, 64);
        assertThat(after).isEqualTo(fresh.propose(List.of(text("b", tokens, 4))).getFirst());
    }

    @Test
    void aTextWithoutRoomIsNotDraftedForUntilAnotherEnds() {
        DraftProposer proposer = DraftProposer.of(backend(4), tokenizer, tokenizer, 64);
        ProposerInput first = text("a", Requests.prompt(1, 20), 2);
        ProposerInput second = text("b", Requests.prompt(2, 20), 2);

        List<int[]> drafts = proposer.propose(List.of(first, second));
        assertThat(drafts.getFirst()).hasSize(2);
        assertThat(drafts.getLast()).isEmpty();
        proposer.end("a");
        assertThat(proposer.propose(List.of(second)).getFirst()).hasSize(2);
    }

    @Test
    void refusesAModelOfAnotherVocabulary() {
        int size = tokenizer.size();
        String[] pieces = new String[size];
        int[] types = new int[size];
        for (int id = 0; id < size; id++) {
            pieces[id] = tokenizer.vocabulary().piece(id);
            types[id] = tokenizer.vocabulary().type(id).code();
        }
        pieces[300] = "another";
        Tokenizer other = Tokenizer.of(Vocabulary.of(pieces, new float[size], types, 2, 1, 3, 0));

        assertThatThrownBy(() -> DraftProposer.of(backend(4), other, tokenizer, 64))
                .isInstanceOf(VocabularyMismatchException.class)
                .hasMessage("draft model: token 300 is \"another\" (expected: \"" + tokenizer.piece(300)
                        + "\", as in the model)");
        assertThatIllegalArgumentException().isThrownBy(() -> DraftProposer.of(backend(4), tokenizer, tokenizer, 0))
                .withMessage("prefillTokens: 0 (expected: >= 1)");
    }

    /** Real numbers: keys and values of wrong drafts are in the cache until others take their place. */
    @Test
    void aTransformersTextsAreTheSame() {
        List<SequenceRequest> requests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            requests.add(Requests.of("r" + i, Requests.prompt(i, 5 + 9 * i), SamplerOptions.builder()
                    .seed(i).temperature(i % 3 * 0.5).logprobs(2).maxTokens(40).ignoreEos(true).build()));
        }
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                GemmaModel other = GemmaModel.load(Golden.path("gemma3-tiny-f32.gguf"));
                Backend same = cpu(model);
                Backend different = cpu(other)) {
            Tokenizer own = model.tokenizer();
            List<List<EngineEvent.TokenSampled>> plain = run(model, requests, Speculation.OFF);

            for (Proposer proposer : List.of(new NgramProposer(), DraftProposer.of(same, own, own, 32),
                    DraftProposer.of(different, other.tokenizer(), own, 32))) {
                assertThat(run(model, requests, new Speculation(proposer, 5))).isEqualTo(plain);
            }
        }
    }

    private static List<List<EngineEvent.TokenSampled>> run(
            GemmaModel model, List<SequenceRequest> requests, Speculation speculation) {
        List<Recording> recordings;
        try (HeldBackend backend = new HeldBackend(cpu(model));
                Engine engine = Engine.start(backend, model.tokenizer(),
                        EngineOptions.ofSlots(3).withMaxBatchTokens(32), EngineClock.system(),
                        speculation)) {
            recordings = backend.answers(engine, requests);
            assertThat(engine.speculated().failure()).isEmpty();
        }
        return recordings.stream().map(Recording::tokens).toList();
    }

    private static Backend cpu(GemmaModel model) {
        return CpuBackend.create(model.config(), model.weights(),
                CpuOptions.builder().threads(2).kvCacheTokens(1024).build());
    }

    private static TokenMemoryBackend backend(int blocks) {
        return new TokenMemoryBackend(blocks, 8, TokenMemoryBackend::hash, plan -> {});
    }

    private static ProposerInput text(String id, int[] tokens, int most) {
        return new ProposerInput(id, tokens, tokens.length, 0, GREEDY, most);
    }
}
