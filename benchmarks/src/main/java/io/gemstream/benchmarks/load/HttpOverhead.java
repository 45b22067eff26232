package io.gemstream.benchmarks.load;

import io.gemstream.benchmarks.Percentiles;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Measures what HTTP adds to gRPC: requests of one kind, one at a time, alternately over gRPC and as events over HTTP, at
 * one gateway.
 */
public final class HttpOverhead {

    private static final int HALF = 50;
    private static final int MOST = 99;

    /** One face's replies of a turn. */
    private record Turn(List<Reply> replies) {

        double at(double percent, ToDoubleFunction<Reply> ms) {
            return Percentiles.of(replies.stream().mapToDouble(ms).toArray()).at(percent);
        }
    }

    private int drawn;

    private HttpOverhead() {}

    /** Arguments: target of gRPC, root of HTTP, pairs of requests in a turn, turns after one to warm up, tokens of a request. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int pairs = Integer.parseInt(args[2]);
        int turns = Integer.parseInt(args[3]);
        int tokens = Integer.parseInt(args[4]);
        try (TextClient grpc = new GrpcTexts(args[0]); TextClient http = new HttpTexts(URI.create(args[1]), true)) {
            System.out.printf(Locale.ROOT, "%d turns of %d pairs of requests of %d tokens%n", turns, pairs, tokens);
            System.out.print(new HttpOverhead().measure(grpc, http, pairs, turns, tokens));
        }
    }

    private String measure(TextClient grpc, TextClient http, int pairs, int turns, int tokens)
            throws IOException, InterruptedException {
        List<Turn> ofHttp = new ArrayList<>();
        List<Turn> ofGrpc = new ArrayList<>();
        for (int turn = 0; turn <= turns; turn++) {
            List<Reply> overHttp = new ArrayList<>();
            List<Reply> overGrpc = new ArrayList<>();
            for (int pair = 0; pair < pairs; pair++) {
                // Whoever is the first of a pair has slept a little longer.
                boolean httpFirst = pair % 2 == 0;
                if (httpFirst) {
                    overHttp.add(generate(http, tokens));
                }
                overGrpc.add(generate(grpc, tokens));
                if (!httpFirst) {
                    overHttp.add(generate(http, tokens));
                }
            }
            if (turn > 0) {
                ofHttp.add(new Turn(overHttp));
                ofGrpc.add(new Turn(overGrpc));
            }
        }
        StringBuilder table = new StringBuilder(Measure.head("HTTP", "gRPC")).append('\n');
        for (int percent : List.of(HALF, MOST)) {
            table.append(Measure.of("first_token", "first token p" + percent + ", ms", ofHttp, ofGrpc,
                    turn -> turn.at(percent, Reply::firstTokenMs)).line()).append('\n');
        }
        for (int percent : List.of(HALF, MOST)) {
            table.append(Measure.of("whole", "whole generation p" + percent + ", ms", ofHttp, ofGrpc,
                    turn -> turn.at(percent, Reply::ms)).line()).append('\n');
        }
        return table.toString();
    }

    /** Each with another prompt, so that no cache of prefixes knows it. */
    private Reply generate(TextClient client, int tokens) throws IOException, InterruptedException {
        Reply reply = client.generate(drawn++ + " request of the overhead benchmark", tokens);
        if (reply.tokens() != tokens) {
            throw new IOException(reply.tokens() + " tokens (expected: " + tokens + ")");
        }
        return reply;
    }
}
