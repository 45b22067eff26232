package io.gemstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.DeviceMemory;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.ModelRecord;
import org.junit.jupiter.api.Test;

class ModelDirectoryTest {

    private final ModelDirectory directory = new ModelDirectory();

    @Test
    void saysNothingAboutModelsBeforeTheTopicWasRead() {
        directory.put("w", record(ModelRecord.Role.WORKER, "a", 0));
        assertThat(refusal("a").reason()).isEqualTo(ErrorReason.BROKER_UNAVAILABLE);
        assertThat(catchThrowableOfType(GemstreamException.class, () -> directory.models(0)).reason())
                .isEqualTo(ErrorReason.BROKER_UNAVAILABLE);
    }

    @Test
    void findsTheOnlyModelWithoutItsName() {
        directory.markLoaded();
        directory.put("t", record(ModelRecord.Role.TOKENIZER, "a", 0));
        assertThat(directory.resolve("")).isEqualTo("a");
        assertThat(directory.resolve("a")).isEqualTo("a");
    }

    @Test
    void asksForANameAmongSeveral() {
        directory.markLoaded();
        directory.put("1", record(ModelRecord.Role.WORKER, "a", 0));
        directory.put("2", record(ModelRecord.Role.WORKER, "b", 0));
        assertThat(refusal("")).hasMessage("model: \"\" (expected: one of a, b)");
        assertThat(refusal("").reason()).isEqualTo(ErrorReason.INVALID_OPTION);
    }

    @Test
    void namesTheKnownModelsToWhoAsksForAnother() {
        directory.markLoaded();
        assertThat(refusal("c")).hasMessage("model: \"c\" (expected: a model that is served; none is)");
        directory.put("1", record(ModelRecord.Role.WORKER, "a", 0));
        assertThat(refusal("c")).hasMessage("model: \"c\" (expected: one of a)");
        assertThat(refusal("c").reason()).isEqualTo(ErrorReason.MODEL_NOT_FOUND);
    }

    @Test
    void knowsAModelWhoseHeartbeatIsTooOld() {
        directory.markLoaded();
        directory.put("w", record(ModelRecord.Role.WORKER, "a", 1_000));
        assertThat(directory.hasWorker("a", 1_099)).isTrue();
        assertThat(directory.hasWorker("a", 1_100)).isFalse();
        assertThat(directory.resolve("a")).isEqualTo("a");
        assertThat(directory.models(1_100)).singleElement()
                .satisfies(model -> assertThat(model.getWorkersList()).isEmpty());
    }

    @Test
    void forgetsWhoSaidGoodbye() {
        directory.markLoaded();
        directory.put("w", record(ModelRecord.Role.WORKER, "a", 0));
        directory.remove("w");
        assertThat(refusal("a").reason()).isEqualTo(ErrorReason.MODEL_NOT_FOUND);
    }

    @Test
    void listsWhatLives() {
        directory.markLoaded();
        directory.put("t1", record(ModelRecord.Role.TOKENIZER, "a", 0));
        directory.put("t2", record(ModelRecord.Role.TOKENIZER, "a", 50));
        directory.put("w1", record(ModelRecord.Role.WORKER, "a", 60));
        assertThat(directory.hasTokenizer(120)).isTrue();
        Model model = directory.models(120).getFirst();
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
        return catchThrowableOfType(GemstreamException.class, () -> directory.resolve(model));
    }

    private static ModelRecord record(ModelRecord.Role role, String model, long heartbeatMs) {
        return ModelRecord.newBuilder().setRole(role).setModel(model).setInstanceId("i").setContextLength(8192)
                .setSlots(2).setDevice("gpu:1").setNumericProfile("bf16").setKvCacheTokens(4096)
                .setMemory(DeviceMemory.newBuilder().setUsedBytes(700)).setHeartbeatMs(heartbeatMs).setTimeToLiveMs(100).build();
    }
}
