package io.gemstream.gateway.inference;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import jakarta.inject.Singleton;

/** Reads Triton's header for streams: {@code triton_grpc_error: true} has a stream end with the status of its first error. */
@Singleton
public final class StreamErrors implements ServerInterceptor {

    /** Whether the call on this thread wants that. */
    static final Context.Key<Boolean> END_THE_STREAM = Context.keyWithDefault("triton-grpc-error", false);

    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return "true".equals(headers.get(HEADER))
                ? Contexts.interceptCall(Context.current().withValue(END_THE_STREAM, true), call, headers, next)
                : next.startCall(call, headers);
    }
}
