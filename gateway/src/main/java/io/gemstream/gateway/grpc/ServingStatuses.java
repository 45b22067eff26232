package io.gemstream.gateway.grpc;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.gemstream.service.models.ServedModels;
import java.util.Optional;

/** Decides the status of each service that grpc.health.v1 knows here. Pure. */
final class ServingStatuses {

    private static final String WORKER_PREFIX = "worker/";

    private ServingStatuses() {}

    /**
     * The status of a service.
     *
     * @param service empty or {@code gateway}: this process; {@code tokenizer}: any live one;
     *     {@code worker/<model>}: any live one of a known model
     * @param refusing whether requests are refused, because the process ends or its topics are unusable, or its readers do
     *     not get on: then nothing here serves
     * @return empty for a service that is not known
     */
    static Optional<ServingStatus> of(String service, ServedModels models, boolean refusing) {
        Optional<Boolean> serving = switch (service) {
            case "", "gateway" -> Optional.of(models.loaded());
            case "tokenizer" -> Optional.of(models.hasTokenizer());
            case String worker when worker.startsWith(WORKER_PREFIX) ->
                    worker(worker.substring(WORKER_PREFIX.length()), models);
            default -> Optional.empty();
        };
        return serving.map(serves -> serves && !refusing ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    private static Optional<Boolean> worker(String model, ServedModels models) {
        return models.names().contains(model) ? Optional.of(!models.workers(model).isEmpty()) : Optional.empty();
    }
}
