package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.backend.pjrt.api.PjrtBuffer;
import io.gemstream.gemma.backend.pjrt.api.PjrtClient;
import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.StepProgram;
import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs programs on all devices of the model and keeps their caches current. Nothing here waits for a device. */
final class StepRunner implements AutoCloseable {

    private final PjrtClient client;
    private final ModelSpec model;
    private final CacheSpec cache;
    private final List<DeviceArrays> devices;
    private final StepPrograms programs;
    private boolean cacheLost;

    StepRunner(
            PjrtClient client, ModelSpec model, CacheSpec cache, List<DeviceArrays> devices, StepPrograms programs) {
        this.client = client;
        this.model = model;
        this.cache = cache;
        this.devices = devices;
        this.programs = programs;
    }

    /** Fills every cache with zeros. */
    void clearCaches() {
        for (DeviceArrays device : devices) {
            for (int i = 0; i < model.layers().size(); i++) {
                device.zeros(StepProgram.inLayer(i, "keys"), StepProgram.cache(model.layers().get(i), cache));
                device.zeros(StepProgram.inLayer(i, "values"), StepProgram.cache(model.layers().get(i), cache));
            }
        }
    }

    /**
     * Starts a step.
     *
     * @return the residual stream on each device, to be closed by the caller
     */
    List<PjrtBuffer> step(StepShape shape, StepInputs inputs) {
        if (cacheLost) {
            throw new IllegalStateException("the KV cache was lost in a step that failed (restart the worker)");
        }
        StepPrograms.Loaded step = programs.step(shape);
        List<Map<String, PjrtBuffer>> uploaded = new ArrayList<>();
        try {
            for (DeviceArrays device : devices) {
                uploaded.add(new HashMap<>());
                uploaded.getLast().put("rows", copy(device, inputs.rows(), shape.rows(), StepProgram.ROW_FIELDS));
                uploaded.getLast().put("pages", copy(device, inputs.pages(), shape.tables(), cache.pages()));
            }
            // From here on the old caches belong to the plug-in, whether it succeeds or not.
            loseCache();
            List<List<PjrtBuffer>> results = execute(step, uploaded);
            List<PjrtBuffer> hidden = new ArrayList<>();
            for (int d = 0; d < devices.size(); d++) {
                keepCaches(devices.get(d), results.get(d));
                hidden.add(results.get(d).getFirst());
            }
            cacheLost = false;
            return hidden;
        } finally {
            uploaded.forEach(inputsOfDevice -> inputsOfDevice.values().forEach(PjrtBuffer::close));
        }
    }

    /** Refuses every later step: after a failure on the device nobody knows what the caches hold. */
    void loseCache() {
        cacheLost = true;
    }

    /**
     * Starts a head program on the result of a step.
     *
     * @param wanted rows, at most as many as the program takes
     * @return per device, the program's results, to be closed by the caller
     */
    List<List<PjrtBuffer>> head(
            StepPrograms.Loaded head, int headRows, List<PjrtBuffer> hidden, List<Integer> wanted) {
        int[] numbers = new int[headRows];
        for (int i = 0; i < headRows; i++) {
            numbers[i] = wanted.get(Math.min(i, wanted.size() - 1));
        }
        List<Map<String, PjrtBuffer>> uploaded = new ArrayList<>();
        try {
            for (int d = 0; d < devices.size(); d++) {
                uploaded.add(Map.of("x", hidden.get(d), "wanted", copy(devices.get(d), numbers, headRows)));
            }
            return execute(head, uploaded);
        } finally {
            uploaded.forEach(inputsOfDevice -> inputsOfDevice.get("wanted").close());
        }
    }

    @Override
    public void close() {
        programs.close();
        devices.forEach(DeviceArrays::close);
    }

    private List<List<PjrtBuffer>> execute(StepPrograms.Loaded program, List<Map<String, PjrtBuffer>> inputs) {
        List<List<PjrtBuffer>> arguments = new ArrayList<>();
        for (int d = 0; d < devices.size(); d++) {
            arguments.add(devices.get(d).arguments(program.program(), inputs.get(d)));
        }
        return program.executable().execute(arguments);
    }

    private void keepCaches(DeviceArrays device, List<PjrtBuffer> results) {
        for (int i = 0; i < model.layers().size(); i++) {
            device.replace(StepProgram.inLayer(i, "keys"), results.get(1 + 2 * i));
            device.replace(StepProgram.inLayer(i, "values"), results.get(2 + 2 * i));
        }
    }

    private PjrtBuffer copy(DeviceArrays device, int[] values, long... shape) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_INT, values);
            return client.copy(device.device(), memory, ElementType.S32, shape);
        }
    }
}
