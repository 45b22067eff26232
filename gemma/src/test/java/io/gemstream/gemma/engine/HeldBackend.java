package io.gemstream.gemma.engine;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Holds the first step until all requests have come, so that how fast they are submitted decides nothing: the first of
 * them is in the first step, alone, and all others are there before the second.
 */
final class HeldBackend extends ForwardingBackend {

    private final CountDownLatch released = new CountDownLatch(1);

    HeldBackend(Backend backend) {
        super(backend);
    }

    /** What an engine on this backend, and idle yet, makes of requests that are there together. Waits for all of it. */
    List<Recording> answers(Engine engine, List<SequenceRequest> requests) {
        List<Recording> recordings = requests.stream().map(_ -> new Recording()).toList();
        for (int i = 0; i < requests.size(); i++) {
            engine.submit(requests.get(i), recordings.get(i));
        }
        released.countDown();
        recordings.forEach(Recording::finished);
        return recordings;
    }

    @Override
    public void run(StepPlan plan, float[][] logits) {
        Uninterrupted.await(released);
        super.run(plan, logits);
    }
}
