package io.gemstream.benchmarks.load;

import io.gemstream.benchmarks.ResidentMemory;
import io.gemstream.benchmarks.Percentiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One run of one side.
 *
 * @param tokensPerSecond of all streams together, from the first call to the last token
 * @param firstTokenMs of every request
 * @param memory of the server at the end
 */
record LoadResult(double tokensPerSecond, Percentiles firstTokenMs, ResidentMemory memory) {

    /**
     * Sends prompts from so many clients, each its next one as soon as it has its answer.
     *
     * @throws IOException if any request failed, or brought another number of tokens: such a run measures nothing
     */
    static LoadResult run(Server server, List<String> prompts, int streams, int tokens)
            throws IOException, InterruptedException {
        List<Future<Reply>> pending = new ArrayList<>();
        long begin = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(streams)) {
            prompts.forEach(prompt -> pending.add(clients.submit(() -> server.client().generate(prompt, tokens))));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double[] firsts = new double[pending.size()];
        for (int i = 0; i < firsts.length; i++) {
            Reply reply = get(server, pending.get(i));
            firsts[i] = reply.firstTokenMs();
            if (reply.tokens() != tokens) {
                throw new IOException(server.name() + ": " + reply.tokens() + " tokens (expected: " + tokens + ")");
            }
        }
        return new LoadResult((double) firsts.length * tokens / seconds, Percentiles.of(firsts),
                server.process().memory());
    }

    private static Reply get(Server server, Future<Reply> reply) throws IOException, InterruptedException {
        try {
            return reply.get();
        } catch (ExecutionException failure) {
            throw new IOException(server.name() + ": " + failure.getCause(), failure.getCause());
        }
    }
}
