package io.gemstream.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The suite with workers that compute through PJRT, on the plug-in that makes an accelerator of the CPU. */
@EnabledIf(value = "pluginIsThere", disabledReason =
        "no PJRT plug-in: gemma/src/test/scripts/fetch-pjrt-plugin.sh cpu fetches it (90 MB)")
class PjrtPipelineIT extends PipelineSuite {

    /** Where the script puts it. */
    private static final Path PLUGIN = Path.of(
            System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"),
            "gemstream", "pjrt", "cpu-0.11.2", "lammps_jax_pjrt_cpu", "pjrt_c_api_cpu_plugin.so");

    @TempDir
    static Path data;

    static boolean pluginIsThere() {
        return Files.isReadable(PLUGIN);
    }

    @Override
    Broker startBroker() {
        return ProcessBroker.start(data);
    }

    @Override
    Map<String, String> properties() {
        return Map.of("gemstream.device", device(), "gemstream.worker.warm-up", "0s");
    }

    @Override
    String device() {
        return "pjrt:" + PLUGIN + ":0";
    }
}
