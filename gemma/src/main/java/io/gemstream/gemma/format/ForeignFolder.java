package io.gemstream.gemma.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Refuses a directory without a safetensors model, and says what it holds instead, told by the names in it (ADR 36).
 */
final class ForeignFolder {

    private static final String ADAPTER_CONFIG = "adapter_config.json";
    private static final List<String> ADAPTER_WEIGHTS = List.of("adapter_model.safetensors", "adapter_model.bin");
    private static final String MERGE = "merge it (merge_and_unload in PEFT, then save_pretrained) and give the result";
    private static final String SAFETENSORS_OF_IT =
            "take its safetensors, or load it with transformers and save it with save_pretrained";

    private ForeignFolder() {}

    /**
     * Refuses a directory with an adapter's weights: they are no model, and beside one they would be a part of it.
     *
     * @throws ModelFileException if there is one
     */
    static void requireNoAdapter(Path directory, boolean hasModel) {
        boolean weights = ADAPTER_WEIGHTS.stream().anyMatch(name -> Files.exists(directory.resolve(name)));
        if (weights || !hasModel && Files.exists(directory.resolve(ADAPTER_CONFIG))) {
            throw adapter(directory, hasModel ? "a model with a LoRA adapter beside it" : "a LoRA adapter");
        }
    }

    /** The refusal of an adapter, with its base model where that is known. */
    static ModelFileException adapter(Path file, String what) {
        Path directory = Files.isDirectory(file) ? file : file.toAbsolutePath().getParent();
        Path config = directory.resolve(ADAPTER_CONFIG);
        Optional<String> base = Files.exists(config)
                ? JsonMetadata.read(config).text("base_model_name_or_path")
                : Optional.empty();
        return new ModelFileException(file, what + base.map(name -> " of " + name).orElse("")
                + " (PEFT), which is served only as a part of it", MERGE);
    }

    /** The refusal of a directory with no safetensors file, or with several that no index lists. */
    static ModelFileException refusal(Path directory, List<Path> safetensors, String usual, String index) {
        List<String> names = names(directory);
        if (safetensors.isEmpty()) {
            Optional<String> other = other(names);
            if (other.isPresent()) {
                return new ModelFileException(
                        directory, "holds " + other.get() + " and no safetensors", SAFETENSORS_OF_IT);
            }
            if (names.contains("snapshots")) {
                return new ModelFileException(directory, "a folder of the Hugging Face cache and not yet a model",
                        "give the folder in its folder snapshots");
            }
        }
        return new ModelFileException(
                directory, "holds " + safetensors.size() + " .safetensors files and no " + index,
                "give a directory with " + usual + " or with all shards and " + index);
    }

    private static Optional<String> other(List<String> names) {
        if (names.stream().anyMatch(name -> name.matches(".*\\.(bin|pth|pt|ckpt)"))) {
            return Optional.of("a PyTorch checkpoint");
        }
        if (names.stream().anyMatch(name -> name.endsWith(".h5") || name.endsWith(".keras"))) {
            return Optional.of("weights of Keras");
        }
        if (names.stream().anyMatch(name -> name.endsWith(".msgpack"))
                || names.contains("ocdbt.process_0") || names.contains("_METADATA") || names.contains("manifest.ocdbt")) {
            return Optional.of("weights of JAX (Flax or Orbax)");
        }
        return names.stream().anyMatch(name -> name.matches(".*\\.(task|tflite|litertlm|sbs|onnx)"))
                ? Optional.of("a model for another program")
                : Optional.empty();
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new ModelFileException(directory, "cannot be read: " + e.getMessage(), "check permissions", e);
        }
    }
}
