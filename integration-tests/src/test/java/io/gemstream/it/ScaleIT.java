package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.testing.calls.Answer;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many streams over several processes of each service: all complete, none gets a token of another. */
@Tag("long")
class ScaleIT {

    private static final int STREAMS = 200;

    @TempDir
    static Path data;

    @Test
    void twoHundredStreamsOverTwoGatewaysTwoTokenizersAndThreeWorkers() throws Exception {
        List<GenerateRequest> requests = requests();
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 2, 2, 3, Map.of("gemstream.gateway.max-backlog", "1h"));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            List<ClientCall> calls = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                calls.add(pipeline.client(i % 2).start(requests.get(i)));
            }
            Set<String> ids = new HashSet<>();
            Map<List<Integer>, Integer> distinct = new HashMap<>();
            for (int i = 0; i < STREAMS; i++) {
                Answer answer = calls.get(i).answer().get(120, TimeUnit.SECONDS);
                List<Integer> prompt = requests.get(i).getPrompt().getTokenIds().getIdsList();
                int length = requests.get(i).getSampling().getMaxTokens();
                assertThat(answer.ids()).as("stream %d", i).isEqualTo(solo.greedy(prompt, length));
                assertThat(ids.add(answer.requestId())).isTrue();
                distinct.put(answer.ids(), i);
            }
            // Were the answers alike, a mix-up of streams would go unnoticed.
            assertThat(distinct).hasSizeGreaterThan(STREAMS * 3 / 4);
            pipeline.assertAlive();
        }
    }

    private static List<GenerateRequest> requests() {
        Random random = new Random(7);
        List<GenerateRequest> requests = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            List<Integer> prompt = new ArrayList<>(List.of(2));
            for (int length = 4 + random.nextInt(40); prompt.size() < length; ) {
                prompt.add(270 + random.nextInt(240));
            }
            requests.add(GenerationClient.greedy(Prompts.ids(prompt), 16 + random.nextInt(48)));
        }
        return requests;
    }
}
