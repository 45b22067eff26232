package io.gemstream.service.kafka;

import io.gemstream.service.failure.Causes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for the results of asynchronous calls of Kafka's clients. */
public final class KafkaFutures {

    private KafkaFutures() {}

    /**
     * The broker's answer. Blocks.
     *
     * @throws KafkaException where the cluster cannot be reached or refuses
     */
    public static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            // Its constructor interrupts the thread again.
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw Causes.unwrapped(failed) instanceof KafkaException known
                    ? known : new KafkaException(Causes.unwrapped(failed));
        }
    }
}
