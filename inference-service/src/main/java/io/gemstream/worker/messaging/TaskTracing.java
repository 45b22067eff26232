package io.gemstream.worker.messaging;

import io.gemstream.worker.attempt.Delivery;
import io.gemstream.worker.attempt.TaskSpan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Opens one span per attempt, child of the span that wrote the task. Attributes follow OpenTelemetry's GenAI
 * conventions.
 */
final class TaskTracing implements TaskSpan.Factory {

    private final OpenTelemetry telemetry;

    TaskTracing(OpenTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public TaskSpan start(Delivery delivery, String attemptId) {
        TextMapPropagator propagator = telemetry.getPropagators().getTextMapPropagator();
        Context parent = propagator.extract(Context.root(), delivery.record().headers(), HeaderReader.INSTANCE);
        String model = delivery.task().getModel();
        Span span = telemetry.getTracer("io.gemstream.inference")
                .spanBuilder("generate " + model)
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("gen_ai.request.model", model)
                .setAttribute("gen_ai.usage.input_tokens", delivery.task().getPromptIdsCount())
                .setAttribute("gemstream.request_id", delivery.requestId())
                .setAttribute("gemstream.attempt_id", attemptId)
                .setAttribute("gemstream.delivery", delivery.count())
                .startSpan();
        Headers headers = new RecordHeaders();
        propagator.inject(parent.with(span), headers,
                (carrier, key, value) -> carrier.add(key, value.getBytes(StandardCharsets.UTF_8)));
        return new OpenSpan(span, headers);
    }

    private record OpenSpan(Span span, Headers headers) implements TaskSpan {
        @Override
        public void end(String outcome) {
            span.setAttribute("gemstream.outcome", outcome).end();
        }
    }

    private enum HeaderReader implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Headers carrier) {
            List<String> keys = new ArrayList<>();
            carrier.forEach(header -> keys.add(header.key()));
            return keys;
        }

        @Override
        public @Nullable String get(@Nullable Headers carrier, String key) {
            Header header = carrier == null ? null : carrier.lastHeader(key);
            return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    }
}
