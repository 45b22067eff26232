package io.gemstream.gemma.inspect;

import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.SafetensorsModel;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.format.TensorInfo;
import io.gemstream.gemma.model.ConfigCorrection;
import io.gemstream.gemma.model.ConfigReading;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.GemmaConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is in a model file.
 *
 * @param path the file or directory
 * @param format for example {@code GGUF version 3}
 * @param config sizes
 * @param corrections published values that were not believed
 * @param tensors all tensors, those that the text model does not use included, in file order
 * @param totals per stored type, most bytes first
 * @param tokenizer the vocabulary; absent where a directory has none
 * @param options settings of the CPU backend that {@code memory} is for: its defaults for one sequence
 * @param memory what the CPU backend takes with them
 */
public record ModelInspection(
        Path path,
        String format,
        GemmaConfig config,
        List<ConfigCorrection> corrections,
        List<TensorInfo> tensors,
        List<TypeTotal> totals,
        Optional<TokenizerSummary> tokenizer,
        CpuOptions options,
        MemoryEstimate memory) {

    public ModelInspection {
        corrections = List.copyOf(corrections);
        tensors = List.copyOf(tensors);
        totals = List.copyOf(totals);
    }

    /**
     * Reads headers, vocabulary and norms, and checks every tensor's shape; takes a second or two whatever the size.
     *
     * @param path anything that {@link ModelFile#open} takes
     * @throws ModelFileException if the file is damaged or not a Gemma model
     */
    public static ModelInspection of(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            ConfigReading reading = ConfigReading.of(file);
            GemmaConfig config = reading.config();
            GemmaWeights weights = GemmaWeights.read(file, config);
            CpuOptions options = CpuOptions.defaults(config);
            List<TensorInfo> tensors = List.copyOf(file.tensors().values());
            return new ModelInspection(
                    path,
                    format(file),
                    config,
                    reading.corrections(),
                    tensors,
                    totals(tensors),
                    tokenizer(file),
                    options,
                    MemoryEstimate.of(config, weights, options));
        }
    }

    /** The report as text, for a terminal; ends with a line break. */
    public String render() {
        return new InspectionText(this).render();
    }

    private static String format(ModelFile file) {
        return switch (file) {
            case GgufFile gguf -> "GGUF version " + gguf.version();
            case SafetensorsModel model -> {
                long files = model.tensors().values().stream().map(model::fileOf).distinct().count();
                yield files == 1 ? "safetensors" : "safetensors in " + files + " files";
            }
        };
    }

    private static List<TypeTotal> totals(List<TensorInfo> tensors) {
        List<TypeTotal> totals = new ArrayList<>();
        for (GgmlType type : GgmlType.values()) {
            List<TensorInfo> ofType = tensors.stream().filter(tensor -> tensor.type() == type).toList();
            if (!ofType.isEmpty()) {
                totals.add(new TypeTotal(
                        type,
                        ofType.size(),
                        ofType.stream().mapToLong(ModelInspection::elements).sum(),
                        ofType.stream().mapToLong(TensorInfo::bytes).sum()));
            }
        }
        totals.sort((a, b) -> Long.compare(b.bytes(), a.bytes()));
        return totals;
    }

    private static long elements(TensorInfo tensor) {
        return tensor.bytes() / tensor.type().blockBytes() * tensor.type().blockElements();
    }

    private static Optional<TokenizerSummary> tokenizer(ModelFile file) {
        try {
            return switch (file) {
                case GgufFile gguf -> Optional.of(TokenizerSummary.of(StoredVocabulary.read(gguf)));
                case SafetensorsModel model -> StoredVocabulary.isBeside(model)
                        ? Optional.of(TokenizerSummary.of(StoredVocabulary.read(model)))
                        : Optional.empty();
            };
        } catch (IllegalArgumentException inconsistent) {
            throw new ModelFileException(file.path(), "vocabulary: " + inconsistent.getMessage(),
                    "use the file that was published with the model", inconsistent);
        }
    }
}
