package io.gemstream.simulated.worker;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.WorkerConfig;
import io.gemstream.worker.model.BackendSource;
import jakarta.inject.Singleton;

/**
 * Takes the place of the devices' backends. The system properties {@code simulated.step-ms} and
 * {@code simulated.prefill-tokens-per-second} say how fast it is.
 */
@Singleton
final class RememberingBackends implements BackendSource {

    RememberingBackends() {}

    @Override
    public Backend create(GemmaModel model, WorkerConfig worker, DeviceConfig device) {
        return new RememberingBackend(model.tokenizer().size(), worker.slots(), model.config().contextLength(),
                (long) (number("simulated.step-ms") * 1e6),
                (long) (1e9 / number("simulated.prefill-tokens-per-second")));
    }

    private static double number(String property) {
        return Double.parseDouble(System.getProperty(property));
    }
}
