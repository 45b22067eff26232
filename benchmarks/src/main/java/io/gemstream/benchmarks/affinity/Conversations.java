package io.gemstream.benchmarks.affinity;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.TokenIds;
import io.gemstream.proto.v1.Usage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Made-up conversations: four in a row begin with the same instructions, and each request repeats all that was said.
 * What is said follows from the conversation's number alone, so that every placement gets the same.
 *
 * @param stub of the gateway
 * @param streams conversations at a time; the next begins when one ends
 */
record Conversations(GenerationServiceBlockingStub stub, int streams) {

    private static final int ALIKE = 4;
    private static final int TURNS = 4;
    private static final int INSTRUCTION_TOKENS = 512;
    private static final int MESSAGE_TOKENS = 48;
    private static final int ANSWER_TOKENS = 16;
    /** Ids of plain pieces in the vocabularies of all models measured, the tiny ones too. */
    private static final int FIRST_ID = 270;
    private static final int LAST_ID = 510;
    private static final int BOS = 2;

    /** Has conversations from {@code first} on, and returns all of their requests. */
    List<Turn> run(int first, int count) {
        try (ExecutorService clients = Executors.newFixedThreadPool(streams, Thread.ofVirtual().factory())) {
            return IntStream.range(first, first + count)
                    .mapToObj(number -> CompletableFuture.supplyAsync(() -> conversation(number), clients))
                    .toList().stream()
                    .flatMap(conversation -> conversation.join().stream())
                    .toList();
        }
    }

    private List<Turn> conversation(int number) {
        List<Integer> said = new ArrayList<>(List.of(BOS));
        said.addAll(words(number / ALIKE, INSTRUCTION_TOKENS));
        RandomGenerator messages = random(-1 - number);
        List<Turn> turns = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            messages.ints(MESSAGE_TOKENS, FIRST_ID, LAST_ID).forEach(said::add);
            turns.add(turn(said));
        }
        return turns;
    }

    /** @param said gets the answer */
    private Turn turn(List<Integer> said) {
        GenerateRequest request = GenerateRequest.newBuilder()
                .setPrompt(Prompt.newBuilder().setTokenIds(TokenIds.newBuilder().addAllIds(said)))
                .setSampling(SamplingOptions.newBuilder().setTemperature(0).setMaxTokens(ANSWER_TOKENS).setIgnoreEos(true))
                .build();
        long begin = System.nanoTime();
        long first = begin;
        List<Integer> answer = new ArrayList<>();
        Iterator<GenerateResponse> events = stub.generate(request);
        while (events.hasNext()) {
            GenerateResponse event = events.next();
            if (event.hasTokens()) {
                first = answer.isEmpty() ? System.nanoTime() : first;
                answer.addAll(event.getTokens().getIdsList());
            } else if (event.hasFinished()) {
                said.addAll(answer);
                Usage usage = event.getFinished().getUsage();
                return new Turn(usage.getPromptTokens(), usage.getCachedTokens(), (first - begin) / 1e6);
            }
        }
        throw new IllegalStateException("the stream ended without a Finished message");
    }

    private static List<Integer> words(long seed, int count) {
        return random(seed).ints(count, FIRST_ID, LAST_ID).boxed().toList();
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("SplittableRandom").create(seed);
    }
}
