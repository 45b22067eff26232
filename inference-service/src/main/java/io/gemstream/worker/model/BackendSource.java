package io.gemstream.worker.model;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.WorkerConfig;

/** Makes the backend that a worker computes with. An application of its own may bring another bean of this type. */
@FunctionalInterface
public interface BackendSource {

    /** As {@link BackendFactory#create}. */
    Backend create(GemmaModel model, WorkerConfig worker, DeviceConfig device);
}
