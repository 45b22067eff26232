package io.gemstream.it;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The suite with workers that compute through PJRT, on the plug-in that makes an accelerator of the CPU. */
@EnabledIf(value = "io.gemstream.it.CpuPlugin#isThere", disabledReason =
        "no PJRT plug-in: gemma/src/test/scripts/fetch-pjrt-plugin.sh cpu fetches it (90 MB)")
class PjrtPipelineIT extends PipelineSuite {

    @TempDir
    static Path data;

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
        return CpuPlugin.device(0);
    }
}
