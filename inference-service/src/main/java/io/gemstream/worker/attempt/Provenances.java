package io.gemstream.worker.attempt;

import io.gemstream.proto.PromptHash;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.TaskRecord;

/**
 * Makes the provenance of a generation: all that its tokens follow from.
 *
 * @param identity who computes
 * @param task what
 */
record Provenances(WorkerIdentity identity, TaskRecord task) {

    /** @param attempts begun as far as is known, this one included */
    Provenance of(ModelHashes hashes, int attempts) {
        return Provenance.newBuilder()
                .setModelSha256(hashes.model())
                .setTokenizerSha256(hashes.tokenizer())
                .setPromptSha256(PromptHash.of(task.getPromptIdsList()))
                .setSampling(task.getSampling())
                .setDevice(identity.device())
                .setNumericProfile(identity.numericProfile())
                .setNumericDetail(identity.numericDetail())
                .setEngineVersion(identity.version())
                .setAttempts(attempts)
                .build();
    }
}
