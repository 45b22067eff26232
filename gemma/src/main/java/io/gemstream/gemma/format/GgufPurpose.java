package io.gemstream.gemma.format;

import java.util.List;
import java.util.Optional;

/**
 * Tells models from other GGUF files by their metadata: the format also holds adapters, projectors and statistics
 * (ADR 36). Keys: <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">gguf.md</a>, general.type, and
 * what llama.cpp's programs write.
 */
final class GgufPurpose {

    private static final String GIVE_MODEL = "give the model's own GGUF file, which lies beside it";

    /** Purpose of a file that is no model, and a remedy. */
    private record Purpose(String what, String remedy) {}

    private GgufPurpose() {}

    /**
     * The same file if it is a model, as far as its metadata tell; else it is closed.
     *
     * @throws ModelFileException if it is for something else
     */
    static GgufFile requireModel(GgufFile file) {
        try {
            Optional<Purpose> other = other(file);
            if (other.isPresent()) {
                throw new ModelFileException(file.path(), other.get().what, other.get().remedy);
            }
            return file;
        } catch (RuntimeException refused) {
            file.close();
            throw refused;
        }
    }

    private static Optional<Purpose> other(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        String type = metadata.text("general.type").orElse("model");
        String architecture = metadata.text("general.architecture").orElse("");
        if (type.equals("adapter") || metadata.has("adapter.type")) {
            return Optional.of(new Purpose(
                    "a LoRA adapter" + metadata.text("general.base_model.0.name").map(name -> " of " + name).orElse("")
                            + " and no model",
                    "merge it into its base model (llama-export-lora, or merge_and_unload in PEFT) and give the"
                            + " result"));
        }
        if (type.equals("mmproj") || architecture.equals("clip")) {
            return Optional.of(new Purpose("a vision projector (mmproj) and no language model", GIVE_MODEL));
        }
        if (type.equals("imatrix") || metadata.has("imatrix.datasets")) {
            return Optional.of(new Purpose(
                    "an importance matrix, which quantisers read: statistics and no weights", GIVE_MODEL));
        }
        if (architecture.equals("controlvector")) {
            return Optional.of(new Purpose("a control vector and no model", GIVE_MODEL));
        }
        if (architecture.equals("gemma-embedding") || List.of("dense.0.weight", "dense_2.weight").stream()
                .anyMatch(name -> file.tensor(name).isPresent())) {
            return Optional.of(new Purpose("an embedding model (EmbeddingGemma), which writes no text",
                    "give a model that writes text: Gemma 1, 2 or 3"));
        }
        return Optional.empty();
    }
}
