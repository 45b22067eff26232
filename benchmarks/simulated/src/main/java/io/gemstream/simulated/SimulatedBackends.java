package io.gemstream.simulated;

import io.gemstream.benchmarks.throughput.StepBoard;
import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.WorkerConfig;
import io.gemstream.worker.model.BackendSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Takes the place of the devices' backends; the system property {@code simulated.board} names the board's file. */
@Singleton
final class SimulatedBackends implements BackendSource {

    SimulatedBackends() {}

    @Override
    public Backend create(GemmaModel model, WorkerConfig worker, DeviceConfig device) {
        try {
            return new SimulatedBackend(
                    StepBoard.open(Path.of(System.getProperty("simulated.board"))),
                    model.tokenizer().size(), worker.slots(), model.config().contextLength());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
