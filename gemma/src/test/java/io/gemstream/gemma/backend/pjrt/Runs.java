package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backends of the plug-in under test. */
final class Runs {

    private Runs() {}

    /** The plug-in under test with blocks of 8 positions, 256 in all, of which attention reads 16 at a time. */
    static PjrtOptions options(PjrtProfile profile, StepShapes shapes, int devices) {
        return options(profile, shapes, devices, Optional.empty());
    }

    static PjrtOptions options(
            PjrtProfile profile, StepShapes shapes, int devices, Optional<Path> programCache) {
        Map<String, OptionValue> client =
                devices == 1 ? Map.of() : Map.of("cpu_device_count", new OptionValue.Whole(devices));
        Path library = Plugins.underTest().path();
        DeviceSpec device = switch (Plugins.underTest()) {
            case CPU -> new DeviceSpec.Plugin(library, 0);
            case GPU -> new DeviceSpec.Gpu(0);
            case TPU -> new DeviceSpec.Tpu(0);
        };
        return new PjrtOptions(
                device, devices, List.of(library.getParent()), client, programCache, 0.5, 4, 8, 256, 16, profile,
                shapes);
    }

    static PjrtBackend backend(GemmaModel model, PjrtProfile profile, StepShapes shapes) {
        return PjrtBackend.create(model.config(), model.weights(), options(profile, shapes, 1));
    }

    /** NaN where one of the numbers is. */
    static float largestDifference(float[][] a, float[][] b) {
        float largest = 0;
        for (int row = 0; row < b.length; row++) {
            for (int i = 0; i < b[row].length; i++) {
                float difference = Math.abs(a[row][i] - b[row][i]);
                largest = Float.isNaN(difference) ? Float.NaN : Math.max(largest, difference);
            }
        }
        return largest;
    }
}
