package io.gemstream.gateway.admission;

import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.Worker;
import io.gemstream.service.models.ServedModels;
import java.util.List;
import java.util.Map;

/**
 * Answers clients' questions about models. A model whose processes are all dead is known all the same: requests for it
 * queue. Pure: {@link ServedModels} knows who lives.
 */
public final class ModelDirectory {

    private ModelDirectory() {}

    /**
     * The model meant by a request.
     *
     * @param requested a name, or empty where exactly one model is known
     * @throws GemstreamException BROKER_UNAVAILABLE before the topic was read, MODEL_NOT_FOUND, INVALID_OPTION
     */
    public static String resolve(ServedModels models, String requested) {
        requireLoaded(models);
        List<String> known = models.names();
        if (requested.isEmpty()) {
            if (known.size() == 1) {
                return known.getFirst();
            }
            if (!known.isEmpty()) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        "model: \"\" (expected: one of " + String.join(", ", known) + ")",
                        Map.of(ErrorStatus.FIELD, "model"));
            }
        } else if (known.contains(requested)) {
            return requested;
        }
        throw new GemstreamException(ErrorReason.MODEL_NOT_FOUND,
                "model: " + Echo.quoted(requested) + " (expected: "
                        + (known.isEmpty() ? "a model that is served; none is" : "one of " + String.join(", ", known))
                        + ")",
                Map.of("model", requested, "known", String.join(",", known)));
    }

    /** Every known model with its live processes, by name. */
    public static List<Model> list(ServedModels models) {
        requireLoaded(models);
        return models.names().stream()
                .flatMap(name -> models.latest(name).map(latest -> model(latest, models)).stream())
                .toList();
    }

    private static void requireLoaded(ServedModels models) {
        if (!models.loaded()) {
            throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                    "gemstream.models has not been read yet: no answer from Kafka since the start");
        }
    }

    private static Model model(ModelRecord latest, ServedModels models) {
        return Model.newBuilder()
                .setName(latest.getModel())
                .setArchitecture(latest.getArchitecture())
                .setContextLength(latest.getContextLength())
                .setTokenizers(models.tokenizers(latest.getModel()).size())
                .addAllWorkers(models.workers(latest.getModel()).stream().map(ModelDirectory::worker).toList())
                .build();
    }

    private static Worker worker(ModelRecord record) {
        return Worker.newBuilder()
                .setId(record.getInstanceId())
                .setDevice(record.getDevice())
                .setSlots(record.getSlots())
                .setNumericProfile(record.getNumericProfile())
                .setKvCacheTokens(record.getKvCacheTokens())
                .setMemory(record.getMemory())
                .build();
    }
}
