package io.gemstream.benchmarks.load;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Runs our whole pipeline (broker, gateway, tokenizer and worker in one process) and calls it over gRPC. */
final class PipelineServer implements Server {

    private static final int GRPC_PORT = 19_000;
    private static final int HTTP_PORT = 18_080;
    private static final int KAFKA_PORT = 19_092;
    private static final String TARGET = "127.0.0.1:" + GRPC_PORT;
    private static final URI HEALTH = URI.create("http://127.0.0.1:" + HTTP_PORT + "/q/health/ready");

    private final ServerProcess process;
    private final ManagedChannel channel;
    private final GenerationServiceBlockingStub stub;

    private PipelineServer(ServerProcess process, ManagedChannel channel) {
        this.process = process;
        this.channel = channel;
        this.stub = GenerationServiceGrpc.newBlockingStub(channel);
    }

    /** @param folder for data and logs of this run */
    static PipelineServer start(LoadOptions options, int streams, Path folder) throws IOException, InterruptedException {
        List<String> command = List.of("./gemstream", "up", "--model", options.model().toString(), "--slots",
                Integer.toString(streams), "--threads", Integer.toString(options.threads()), "--data", folder.toString(),
                "--grpc-port", Integer.toString(GRPC_PORT), "--http-port", Integer.toString(HTTP_PORT), "--kafka-port",
                Integer.toString(KAFKA_PORT));
        Map<String, String> environment = Map.of("GEMSTREAM_DEVICE_PROFILE", options.profile(),
                "GEMSTREAM_WORKER_KV_CACHE_TOKENS", Integer.toString(options.positions(streams)));
        ServerProcess process = ServerProcess.start(command, environment, folder.resolve("up.log"), HEALTH);
        return new PipelineServer(process, ManagedChannelBuilder.forTarget(TARGET).usePlaintext().build());
    }

    @Override
    public String name() {
        return "gemstream";
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public Reply generate(String prompt, int tokens) throws IOException {
        GenerateRequest request = GenerateRequest.newBuilder()
                .setPrompt(Prompt.newBuilder().setText(prompt))
                .setSampling(SamplingOptions.newBuilder().setTemperature(0).setMaxTokens(tokens).setIgnoreEos(true))
                .build();
        long begin = System.nanoTime();
        long first = begin;
        int count = 0;
        try {
            Iterator<GenerateResponse> stream = stub.generate(request);
            while (stream.hasNext()) {
                GenerateResponse event = stream.next();
                if (event.hasTokens()) {
                    first = count == 0 ? System.nanoTime() : first;
                    count += event.getTokens().getIdsCount();
                }
            }
        } catch (StatusRuntimeException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        if (count == 0) {
            throw new IOException("a stream without a token");
        }
        return new Reply((first - begin) / 1e6, count);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.close();
    }
}
