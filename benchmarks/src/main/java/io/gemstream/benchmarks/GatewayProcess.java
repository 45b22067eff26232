package io.gemstream.benchmarks;

import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.OperationsGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway as a process of its own. */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final Process process;
    private final ManagedChannel channel;
    private final Duration start;

    private GatewayProcess(Process process, ManagedChannel channel, Duration start) {
        this.process = process;
        this.channel = channel;
        this.start = start;
    }

    /**
     * Starts one and waits until it answers a list.
     *
     * @param options of the JVM, settings among them
     */
    public static GatewayProcess start(String bootstrapServers, int grpcPort, Path log, String... options)
            throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        List<String> all = new ArrayList<>(List.of(
                "-Dkafka.bootstrap.servers=" + bootstrapServers, "-Dquarkus.http.port=0",
                "-Dquarkus.grpc.server.port=" + grpcPort));
        all.addAll(List.of(options));
        Process process = Processes.service("gateway", log, all);
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
        while (process.isAlive() && System.nanoTime() - startNs < LIMIT.toNanos()) {
            try {
                OperationsGrpc.newBlockingStub(channel).listOperations(ListOperationsRequest.getDefaultInstance());
                return new GatewayProcess(process, channel, Duration.ofNanos(System.nanoTime() - startNs));
            } catch (StatusRuntimeException notYet) {
                channel.resetConnectBackoff();
                Thread.sleep(POLL);
            }
        }
        channel.shutdownNow();
        Processes.stop(process);
        throw new IOException("the gateway did not come up; its log is in " + log);
    }

    /** From its start to the first page of a list. */
    public Duration startTime() {
        return start;
    }

    public OperationsGrpc.OperationsBlockingStub operations() {
        return OperationsGrpc.newBlockingStub(channel);
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Heap in use after a collection, in MiB. */
    public long liveHeapMib() throws IOException {
        jcmd("GC.run");
        Matcher used = USED.matcher(jcmd("GC.heap_info"));
        if (!used.find()) {
            throw new IOException("jcmd does not say how much of the heap is used");
        }
        return Long.parseLong(used.group(1)) >> 10;
    }

    private String jcmd(String command) throws IOException {
        Process jcmd = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid()), command))
                .redirectErrorStream(true).start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        Processes.stop(process);
    }
}
