package io.gemstream.worker.model;

import io.gemstream.gemma.backend.pjrt.PjrtBackend;
import io.gemstream.gemma.backend.pjrt.PjrtMetrics;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.proto.v1.DeviceMemory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Keeps the metrics of a worker's device: {@code gemstream_worker_info}, whose labels say what the worker is, and
 * {@code gemstream_worker_device_*}. Thread-safe.
 */
public final class DeviceMetrics {

    private final MeterRegistry registry;
    private final String model;
    private final String workerId;

    public DeviceMetrics(MeterRegistry registry, String model, String workerId) {
        this.registry = registry;
        this.model = model;
        this.workerId = workerId;
    }

    public void watch(Backend backend, DeviceMemory memory) {
        Tags tags = Tags.of("model", model, "device", backend.device());
        gauge("gemstream.worker.info", "Always 1; the labels say what the worker is",
                tags.and("profile", backend.numericProfile(), "worker", workerId), () -> 1);
        gauge("gemstream.worker.device.memory.used.bytes", "Weights, full KV cache and working memory", tags,
                memory::getUsedBytes);
        gauge("gemstream.worker.device.memory.limit.bytes", "What may be used; 0 where the device does not tell", tags,
                memory::getLimitBytes);
        if (backend instanceof PjrtBackend accelerator) {
            gauge("gemstream.worker.padding", "Share of the computed rows that was padding to a program's fixed shape",
                    tags, () -> accelerator.metrics().waste());
            count("gemstream.worker.device.steps", "Steps of the engine", tags, accelerator, PjrtMetrics::steps);
            count("gemstream.worker.device.read.bytes", "Bytes copied from the device to the host", tags, accelerator,
                    PjrtMetrics::readBytes);
        }
    }

    private void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tags(tags).strongReference(true).register(registry);
    }

    /** A counter does not keep the backend from the garbage collector; the worker does. */
    private void count(
            String name, String description, Tags tags, PjrtBackend backend, ToDoubleFunction<PjrtMetrics> value) {
        FunctionCounter.builder(name, backend, source -> value.applyAsDouble(source.metrics()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
