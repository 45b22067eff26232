package io.gemstream.gateway.grpc;

import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import grpc.health.v1.MutinyHealthGrpc;
import io.gemstream.gateway.Serving;
import io.gemstream.proto.Echo;
import io.gemstream.service.models.ServedModels;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/**
 * Serves the standard health protocol (grpc.health.v1). It takes the place of Quarkus' own service, which answers
 * UNKNOWN where the protocol asks for NOT_FOUND and cannot know of workers that live elsewhere.
 */
@GrpcService
public class HealthGrpcService implements BindableService {

    private final Health health;

    HealthGrpcService(ServedModels models, Serving serving) {
        this.health = new Health(models, serving);
    }

    @Override
    public ServerServiceDefinition bindService() {
        return UnreadableRequests.refusedBy(health.bindService());
    }

    /** Of its own, since how it is bound cannot be changed. */
    private static final class Health extends MutinyHealthGrpc.HealthImplBase {

        /** Heartbeats expire by the clock, with no event to wait for, so watchers are looked after once a second. */
        private static final Duration WATCH_PERIOD = Duration.ofSeconds(1);

        /** Missing from the generated enum, which is of an older version of the protocol. */
        private static final int SERVICE_UNKNOWN = 3;

        private final ServedModels models;
        private final Serving serving;

        Health(ServedModels models, Serving serving) {
            this.models = models;
            this.serving = serving;
        }

        @Override
        public Uni<HealthCheckResponse> check(HealthCheckRequest request) {
            return Uni.createFrom().item(() -> status(request.getService())
                    .map(Health::response)
                    .orElseThrow(() -> Status.NOT_FOUND
                            .withDescription("service: " + Echo.quoted(request.getService())
                                    + " (expected: \"\", gateway, tokenizer or worker/<model>)")
                            .asRuntimeException()));
        }

        @Override
        public Multi<HealthCheckResponse> watch(HealthCheckRequest request) {
            return Multi.createFrom().ticks().every(WATCH_PERIOD)
                    .onOverflow().drop()
                    .map(_ -> status(request.getService()).map(ServingStatus::getNumber).orElse(SERVICE_UNKNOWN))
                    .skip().repetitions()
                    .map(number -> HealthCheckResponse.newBuilder().setStatusValue(number).build());
        }

        private Optional<ServingStatus> status(String service) {
            return ServingStatuses.of(service, models, !serving.ready());
        }

        private static HealthCheckResponse response(ServingStatus status) {
            return HealthCheckResponse.newBuilder().setStatus(status).build();
        }
    }
}
