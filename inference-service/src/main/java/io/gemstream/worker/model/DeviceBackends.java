package io.gemstream.worker.model;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.WorkerConfig;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** The backends of the devices that there are. */
@DefaultBean
@Singleton
final class DeviceBackends implements BackendSource {

    DeviceBackends() {}

    @Override
    public Backend create(GemmaModel model, WorkerConfig worker, DeviceConfig device) {
        return BackendFactory.create(model, worker, device);
    }
}
