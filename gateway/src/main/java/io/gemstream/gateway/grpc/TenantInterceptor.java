package io.gemstream.gateway.grpc;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Tenant;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;

/**
 * Reads the tenant of a call from the call's metadata. Nothing proves the tenant here: a proxy that authenticates must
 * set it, and drop what clients send under the name.
 */
@GlobalInterceptor
@Singleton
public final class TenantInterceptor implements ServerInterceptor {

    /** The tenant of the call on this thread. */
    static final Context.Key<Tenant> TENANT = Context.keyWithDefault("gemstream-tenant", Tenant.DEFAULT);

    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of(RecordHeaders.TENANT, Metadata.ASCII_STRING_MARSHALLER);

    private final GatewayConfig config;

    TenantInterceptor(GatewayConfig config) {
        this.config = config;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String name = headers.get(HEADER);
        if (name == null) {
            return next.startCall(call, headers);
        }
        try {
            return Contexts.interceptCall(
                    Context.current().withValue(TENANT, new Tenant(name)), call, headers, next);
        } catch (GemstreamException refused) {
            StatusRuntimeException status = StatusMapper.of(refused, "", config.retryDelay());
            call.close(status.getStatus(), status.getTrailers() == null ? new Metadata() : status.getTrailers());
            return new ServerCall.Listener<>() { };
        }
    }
}
