package io.gemstream.gateway.messaging;

import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.gateway.config.KafkaSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Puts the directory's reader together. */
final class ModelTails {

    private ModelTails() {}

    @Produces
    @Singleton
    static ModelTail modelTail(KafkaSettings kafka, ModelDirectory directory) {
        return new ModelTail(() -> new KafkaConsumer<>(kafka.reader("gateway-models"), new StringDeserializer(),
                new ByteArrayDeserializer()), directory);
    }
}
