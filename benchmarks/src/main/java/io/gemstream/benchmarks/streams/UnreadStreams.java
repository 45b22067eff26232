package io.gemstream.benchmarks.streams;

import io.gemstream.benchmarks.GatewayProcess;
import io.gemstream.service.kafka.KafkaClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures one gateway with many streams over HTTP, half of which nobody reads while their generations go on to the end, and
 * the others all the time. At last all are read.
 */
final class UnreadStreams {

    private static final int OPENING_AT_ONCE = 128;
    private static final int TOKENS_PER_SECOND = 20_000;
    private static final String READ = "read ";
    private static final String UNREAD = "unread ";

    private final KafkaClients clients;
    private final int streams;
    private final int tokens;

    UnreadStreams(KafkaClients clients, int streams, int tokens) {
        this.clients = clients;
        this.streams = streams;
        this.tokens = tokens;
    }

    /** @param port for the gateway's gRPC; the next is for its HTTP */
    void measure(String bootstrapServers, int port, Path log) throws IOException, InterruptedException {
        URI root = URI.create("http://127.0.0.1:" + (port + 1));
        // Is not closed: that would wait for its streams, also where one has failed.
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (GatewayProcess gateway = GatewayProcess.start(bootstrapServers, port, log, "-Xmx1g",
                    "-Dquarkus.http.port=" + root.getPort());
                ScriptedPipeline pipeline = ScriptedPipeline.start(clients)) {
            System.out.println(ProcessFigures.HEAD);
            print("no stream", ProcessFigures.of(gateway));
            List<HttpStream> read = open(client, root, READ, pipeline);
            List<HttpStream> unread = open(client, root, UNREAD, pipeline);
            List<HttpStream> all = Stream.concat(read.stream(), unread.stream()).toList();
            print(String.format(Locale.ROOT, "%,d, idle", all.size()), ProcessFigures.of(gateway));

            read.forEach(HttpStream::read);
            pipeline.tokens(pipeline.begun(READ), 0, tokens / 2, TOKENS_PER_SECOND);
            TokenStream.await("read " + tokens / 2 + " tokens", read, stream -> stream.received().count() == tokens / 2);
            ProcessFigures before = ProcessFigures.of(gateway);
            print(String.format(Locale.ROOT, "half idle, half read %,d tokens", tokens / 2), before);

            pipeline.tokens(pipeline.begun(UNREAD), 0, tokens, TOKENS_PER_SECOND);
            pipeline.flush();
            ProcessFigures behind = ProcessFigures.of(gateway);
            print(String.format(Locale.ROOT, "half of them %,d tokens behind", tokens), behind);
            String socketMemory = socketMemory();

            pipeline.tokens(pipeline.begun(READ), tokens / 2, tokens, TOKENS_PER_SECOND);
            end(pipeline, READ, read);
            print("half behind, half ended", ProcessFigures.of(gateway));

            unread.forEach(HttpStream::read);
            end(pipeline, UNREAD, unread);
            print("all ended", ProcessFigures.of(gateway));
            TokenStream.check(all, all, tokens);
            System.out.printf(Locale.ROOT, "a stream that nobody reads: %.1f KiB of heap, %.1f KiB resident; all sockets: %s%n",
                    kibEach(behind.heapMib() - before.heapMib()), kibEach(behind.residentMib() - before.residentMib()),
                    socketMemory);
            System.out.printf(Locale.ROOT, "all %,d streams had every one of their %,d tokens once and in order%n", all.size(),
                    tokens);
        }
    }

    /** Opens half of the streams, and returns when all of them have begun. */
    private List<HttpStream> open(HttpClient client, URI root, String prompt, ScriptedPipeline pipeline)
            throws IOException, InterruptedException {
        List<HttpStream> opened = new ArrayList<>();
        for (int i = 0; i < streams / 2; i++) {
            opened.add(HttpStream.open(client, root, prompt + i, tokens));
            if (opened.size() % OPENING_AT_ONCE == 0 || opened.size() == streams / 2) {
                TokenStream.await("begun", opened, _ -> pipeline.begun(prompt).size() == opened.size());
            }
        }
        return opened;
    }

    private void end(ScriptedPipeline pipeline, String prompts, List<HttpStream> ofThem) throws InterruptedException {
        pipeline.finish(pipeline.begun(prompts), tokens);
        pipeline.flush();
        TokenStream.await("ended", ofThem, stream -> stream.received().ended());
    }

    private double kibEach(double mib) {
        return mib * 1024 / (streams / 2);
    }

    private static void print(String when, ProcessFigures figures) {
        System.out.println(figures.line(when));
    }

    /** What the kernel keeps for TCP, of both ends and of all processes, in pages. */
    private static String socketMemory() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/sockstat"))) {
            return lines.filter(line -> line.startsWith("TCP:")).findFirst().orElseThrow();
        }
    }
}
