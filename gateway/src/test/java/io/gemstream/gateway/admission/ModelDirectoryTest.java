package io.gemstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.DeviceMemory;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.models.ServedModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {

    private long nowMs;
    private final ServedModels models = new ServedModels(() -> nowMs, () -> nowMs * 1_000_000);

    @Test
    void saysNothingAboutModelsBeforeTheTopicWasRead() {
        models.put("w", record(ModelRecord.Role.WORKER, "a", 0));
        assertThat(refusal("a").reason()).isEqualTo(ErrorReason.BROKER_UNAVAILABLE);
        assertThat(catchThrowableOfType(GemstreamException.class, () -> ModelDirectory.list(models)).reason())
                .isEqualTo(ErrorReason.BROKER_UNAVAILABLE);
    }

    @Test
    void findsTheOnlyModelWithoutItsName() {
        models.endHistory();
        models.put("t", record(ModelRecord.Role.TOKENIZER, "a", 0));
        assertThat(ModelDirectory.resolve(models, "")).isEqualTo("a");
        assertThat(ModelDirectory.resolve(models, "a")).isEqualTo("a");
    }

    @Test
    void asksForANameAmongSeveral() {
        models.endHistory();
        models.put("1", record(ModelRecord.Role.WORKER, "a", 0));
        models.put("2", record(ModelRecord.Role.WORKER, "b", 0));
        assertThat(refusal("")).hasMessage("model: \"\" (expected: one of a, b)");
        assertThat(refusal("").reason()).isEqualTo(ErrorReason.INVALID_OPTION);
    }

    @Test
    void namesTheKnownModelsToWhoAsksForAnother() {
        models.endHistory();
        assertThat(refusal("c")).hasMessage("model: \"c\" (expected: a model that is served; none is)");
        models.put("1", record(ModelRecord.Role.WORKER, "a", 0));
        assertThat(refusal("c")).hasMessage("model: \"c\" (expected: one of a)");
        assertThat(refusal("c").reason()).isEqualTo(ErrorReason.MODEL_NOT_FOUND);
    }

    @Test
    void knowsAModelWhoseHeartbeatIsTooOld() {
        models.endHistory();
        models.put("w", record(ModelRecord.Role.WORKER, "a", 0));
        assertThat(ModelDirectory.list(models).getFirst().getWorkersList()).hasSize(1);
        nowMs += 100;
        assertThat(ModelDirectory.resolve(models, "a")).isEqualTo("a");
        assertThat(ModelDirectory.list(models)).singleElement()
                .satisfies(model -> assertThat(model.getWorkersList()).isEmpty());
    }

    /** Of the epoch, or of a day that is yet to come. */
    @ParameterizedTest
    @ValueSource(longs = {-1_800_000_000_000L, 1_800_000_000_000L})
    void losesNoModelToAClockThatIsFarOff(long heartbeatMs) {
        models.beginHistory();
        models.put("w", record(ModelRecord.Role.WORKER, "a", heartbeatMs));
        models.endHistory();
        assertThat(ModelDirectory.resolve(models, "a")).isEqualTo("a");
        models.put("w", record(ModelRecord.Role.WORKER, "a", heartbeatMs));
        assertThat(ModelDirectory.list(models).getFirst().getWorkersList()).hasSize(1);
        nowMs += 100;
        assertThat(ModelDirectory.list(models).getFirst().getWorkersList()).isEmpty();
    }

    @Test
    void forgetsWhoSaidGoodbye() {
        models.endHistory();
        models.put("w", record(ModelRecord.Role.WORKER, "a", 0));
        models.remove("w");
        assertThat(refusal("a").reason()).isEqualTo(ErrorReason.MODEL_NOT_FOUND);
    }

    @Test
    void listsWhatLives() {
        models.endHistory();
        models.put("t1", record(ModelRecord.Role.TOKENIZER, "a", 0));
        nowMs += 60;
        models.put("t2", record(ModelRecord.Role.TOKENIZER, "a", 0));
        models.put("w1", record(ModelRecord.Role.WORKER, "a", 0));
        nowMs += 60;
        Model model = ModelDirectory.list(models).getFirst();
        assertThat(model.getTokenizers()).isEqualTo(1);
        assertThat(model.getWorkersList()).singleElement()
                .satisfies(worker -> {
                    assertThat(worker.getDevice()).isEqualTo("gpu:1");
                    assertThat(worker.getSlots()).isEqualTo(2);
                    assertThat(worker.getNumericProfile()).isEqualTo("bf16");
                    assertThat(worker.getKvCacheTokens()).isEqualTo(4096);
                    assertThat(worker.getMemory().getUsedBytes()).isEqualTo(700);
                });
        assertThat(model.getContextLength()).isEqualTo(8192);
    }

    private GemstreamException refusal(String model) {
        return catchThrowableOfType(GemstreamException.class, () -> ModelDirectory.resolve(models, model));
    }

    private static ModelRecord record(ModelRecord.Role role, String model, long heartbeatMs) {
        return ModelRecord.newBuilder().setRole(role).setModel(model).setInstanceId("i").setContextLength(8192)
                .setSlots(2).setDevice("gpu:1").setNumericProfile("bf16").setKvCacheTokens(4096)
                .setMemory(DeviceMemory.newBuilder().setUsedBytes(700)).setHeartbeatMs(heartbeatMs).setTimeToLiveMs(100).build();
    }
}
