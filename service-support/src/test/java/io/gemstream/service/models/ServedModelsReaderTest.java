package io.gemstream.service.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ServedModelsReaderTest {

    private final ServedModels models = new ServedModels(() -> 0, () -> 0);
    private final ServedModelsReader reader = new ServedModelsReader(models);

    @Test
    void takesRecordsAndTombstonesAndLeavesOutWhatCannotBeRead() {
        reader.begin();
        take("a", record("m"));
        take("b", new byte[] {1, 2, 3});
        take(null, record("keyless"));
        reader.caughtUp(Map.of());
        assertThat(models.loaded()).isTrue();
        assertThat(models.names()).containsExactly("m");
        take("a", null);
        assertThat(models.names()).isEmpty();
    }

    @Test
    void forgetsATopicThatWasMadeAnew() {
        reader.begin();
        take("a", record("m"));
        reader.caughtUp(Map.of());
        reader.forget();
        assertThat(models.loaded()).isFalse();
        assertThat(models.names()).isEmpty();
    }

    @Test
    void whatComesBeforeTheEndIsHistory() {
        reader.begin();
        take("a", record("m"));
        assertThat(models.workers("m")).as("without a time to live, so void").isEmpty();
        reader.caughtUp(Map.of());
        take("a", ModelRecord.newBuilder().setRole(ModelRecord.Role.WORKER).setModel("m").setHeartbeatMs(-1_000)
                .setTimeToLiveMs(1).build().toByteArray());
        assertThat(models.workers("m")).hasSize(1);
    }

    private void take(String key, byte[] value) {
        reader.take(new ConsumerRecord<>(Topics.MODELS, 0, 0, key, value));
    }

    private static byte[] record(String model) {
        return ModelRecord.newBuilder().setRole(ModelRecord.Role.WORKER).setModel(model).build().toByteArray();
    }
}
