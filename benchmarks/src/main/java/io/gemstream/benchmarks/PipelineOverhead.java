package io.gemstream.benchmarks;

import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the time that the pipeline adds to the engine, as a gRPC client sees it. Per request: time from the call to
 * the first token, less the engine's own prefill time; per token: time from the first token to the last, less the
 * engine's own decode time, by the number of tokens. The engine's times come from the Finished message.
 */
public final class PipelineOverhead {

    private record Run(double firstTokenMs, double prefillMs, double perTokenMs) {
        double overheadMs() {
            return firstTokenMs - prefillMs;
        }
    }

    private PipelineOverhead() {}

    /** Arguments: target, requests, warm-up requests, tokens per request, concurrency. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        if (args.length != 5) {
            System.err.println("usage: benchmarks/run pipeline-overhead [requests] [warm-up] [tokens] [concurrency]");
            System.exit(64);
        }
        ManagedChannel channel = ManagedChannelBuilder.forTarget(args[0]).usePlaintext().build();
        try {
            var stub = GenerationServiceGrpc.newBlockingStub(channel);
            int tokens = Integer.parseInt(args[3]);
            int concurrency = Integer.parseInt(args[4]);
            measure(stub, Integer.parseInt(args[2]), tokens, concurrency);
            report(measure(stub, Integer.parseInt(args[1]), tokens, concurrency), tokens, concurrency);
        } finally {
            channel.shutdownNow();
        }
    }

    private static List<Run> measure(GenerationServiceGrpc.GenerationServiceBlockingStub stub, int requests, int tokens,
            int concurrency) throws InterruptedException, ExecutionException {
        List<Run> runs = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(concurrency)) {
            List<Future<Run>> pending = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                int seed = i;
                pending.add(clients.submit(() -> one(stub, tokens, seed)));
            }
            for (Future<Run> run : pending) {
                runs.add(run.get());
            }
        }
        return runs;
    }

    private static Run one(GenerationServiceGrpc.GenerationServiceBlockingStub stub, int tokens, int seed) {
        GenerateRequest request = GenerateRequest.newBuilder()
                .setPrompt(Prompt.newBuilder().setText("request " + seed + " of the overhead benchmark"))
                .setSampling(SamplingOptions.newBuilder().setTemperature(0).setMaxTokens(tokens).setIgnoreEos(true))
                .build();
        long start = System.nanoTime();
        long first = 0;
        long last = 0;
        int count = 0;
        Iterator<GenerateResponse> stream = stub.generate(request);
        while (stream.hasNext()) {
            GenerateResponse event = stream.next();
            if (event.hasTokens()) {
                last = System.nanoTime();
                first = count == 0 ? last : first;
                count += event.getTokens().getIdsCount();
            } else if (event.hasFinished()) {
                return run(start, first, last, count, event.getFinished());
            }
        }
        throw new IllegalStateException("the stream ended without a Finished message");
    }

    private static Run run(long start, long first, long last, int count, Finished finished) {
        double decodeMs = finished.getTiming().getDecodeUs() / 1e3;
        return new Run((first - start) / 1e6, finished.getTiming().getPrefillUs() / 1e3,
                ((last - first) / 1e6 - decodeMs) / Math.max(1, count - 1));
    }

    private static void report(List<Run> runs, int tokens, int concurrency) {
        System.out.printf(Locale.ROOT, "%d requests of %d tokens, %d at a time%n", runs.size(), tokens, concurrency);
        row("time to first token", runs.stream().mapToDouble(Run::firstTokenMs).toArray());
        row("engine prefill", runs.stream().mapToDouble(Run::prefillMs).toArray());
        row("overhead per request", runs.stream().mapToDouble(Run::overheadMs).toArray());
        row("overhead per token", runs.stream().mapToDouble(Run::perTokenMs).toArray());
    }

    private static void row(String name, double[] sample) {
        Percentiles percentiles = Percentiles.of(sample);
        System.out.printf(Locale.ROOT, "%-22s p50 %8.3f ms   p90 %8.3f ms   p99 %8.3f ms   max %8.3f ms%n", name,
                percentiles.at(50), percentiles.at(90), percentiles.at(99), percentiles.at(100));
    }
}
