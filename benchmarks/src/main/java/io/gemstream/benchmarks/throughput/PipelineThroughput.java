package io.gemstream.benchmarks.throughput;

import io.gemstream.benchmarks.CpuTime;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures how many tokens the pipeline carries, what a token costs and how long it is on its way, with an engine that
 * computes nothing: worker, Kafka, gateway and gRPC in one process, the client in this one.
 */
public final class PipelineThroughput {

    private static final int CONNECTIONS = 4;
    private static final long WARM_UP_MS = 3_000;
    private static final long QUIET_MS = 300;

    private final StepBoard board;
    private final ProcessHandle server;
    private final LogRecords log;
    private final List<ManagedChannel> channels;

    private PipelineThroughput(StepBoard board, ProcessHandle server, LogRecords log, List<ManagedChannel> channels) {
        this.board = board;
        this.server = server;
        this.log = log;
        this.channels = channels;
    }

    /** Streams at once, and their tokens per second altogether, 0 for as many as come. */
    private record Point(int streams, double rate) {

        static Point parse(String text) {
            String[] parts = text.split("@", 2);
            return new Point(Integer.parseInt(parts[0]), parts.length == 1 ? 0 : Double.parseDouble(parts[1]));
        }
    }

    /** Arguments: gateway, broker, pid of the server, file of the board, seconds, then STREAMS[@TOKENS_PER_SECOND] each. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        List<ManagedChannel> channels = IntStream.range(0, CONNECTIONS)
                .mapToObj(_ -> ManagedChannelBuilder.forTarget(args[0]).usePlaintext().directExecutor().build()).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[1]))) {
            PipelineThroughput pipeline = new PipelineThroughput(StepBoard.open(Path.of(args[3])),
                    ProcessHandle.of(Long.parseLong(args[2])).orElseThrow(), new LogRecords(admin), channels);
            System.out.println("streams    asked/s   tokens/s  per core  server us/token  client us/token  p50 ms    p99 ms"
                    + "  records/token  messages/token");
            for (String point : List.of(args).subList(5, args.length)) {
                pipeline.measure(Point.parse(point), Double.parseDouble(args[4]));
            }
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    private void measure(Point point, double seconds) throws InterruptedException, ExecutionException {
        board.begin(point.rate());
        TokenCount count = new TokenCount(board);
        try (ClientStreams streams = ClientStreams.open(channels, point.streams(), count)) {
            while (count.tokens() < point.streams()) {
                Thread.sleep(10);
            }
            Thread.sleep(WARM_UP_MS);
            Mark begin = mark(count);
            ArrivalTimes times = count.time();
            Thread.sleep((long) (seconds * 1e3));
            report(point, begin, mark(count), times);
            if (streams.failures() > 0) {
                throw new IllegalStateException(streams.failures() + " generations failed");
            }
        }
        awaitQuiet();
    }

    private void awaitQuiet() throws InterruptedException {
        long before;
        do {
            before = board.sampled();
            Thread.sleep(QUIET_MS);
            // The engine may wait for the client, which takes nothing any more.
            board.begin(0);
        } while (board.sampled() != before);
    }

    private record Mark(long ns, long tokens, long messages, long records, double serverSeconds, double clientSeconds) {}

    private Mark mark(TokenCount count) throws InterruptedException, ExecutionException {
        long records = log.written();
        return new Mark(System.nanoTime(), count.tokens(), count.messages(), records, CpuTime.seconds(server),
                CpuTime.seconds(ProcessHandle.current()));
    }

    private static void report(Point point, Mark begin, Mark end, ArrivalTimes times) {
        double tokens = end.tokens() - begin.tokens();
        double perSecond = tokens / ((end.ns() - begin.ns()) / 1e9);
        double serverUs = (end.serverSeconds() - begin.serverSeconds()) * 1e6 / tokens;
        System.out.printf(Locale.ROOT, "%7d %10.0f %10.0f %9.0f %16.1f %16.1f %7.2f %9.2f %14.2f %15.2f%n", point.streams(),
                point.rate(), perSecond, 1e6 / serverUs, serverUs,
                (end.clientSeconds() - begin.clientSeconds()) * 1e6 / tokens, times.atMs(50), times.atMs(99),
                (end.records() - begin.records()) / tokens, (end.messages() - begin.messages()) / tokens);
    }
}
