package io.gemstream.gemma.inspect;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.SafetensorsModel;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.format.TensorInfo;
import io.gemstream.gemma.model.ConfigCorrection;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.SpareTensor;
import io.gemstream.gemma.model.WeightMatrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Report on a model file: sizes, tensors, vocabulary and memory.
 *
 * @param path the file or directory
 * @param format for example {@code GGUF version 3}
 * @param config sizes
 * @param corrections published values that were not believed
 * @param ownHead how the output head is stored where it is not the embedding
 * @param spare tensors that the text model does not use
 * @param tensors all tensors, those that the text model does not use included, in file order
 * @param totals per stored type, most bytes first
 * @param tokenizer the vocabulary
 * @param options settings of the CPU backend that {@code memory} is for: its defaults for one sequence, in the
 *     machine's best profile
 * @param memory what the CPU backend takes with them
 */
public record ModelInspection(
        Path path,
        String format,
        GemmaConfig config,
        List<ConfigCorrection> corrections,
        Optional<GgmlType> ownHead,
        List<SpareTensor> spare,
        List<TensorInfo> tensors,
        List<TypeTotal> totals,
        TokenizerSummary tokenizer,
        CpuOptions options,
        MemoryEstimate memory) {

    public ModelInspection {
        corrections = List.copyOf(corrections);
        spare = List.copyOf(spare);
        tensors = List.copyOf(tensors);
        totals = List.copyOf(totals);
    }

    /**
     * Opens a model as whoever serves it does, so that what is refused there is refused here. Reads headers, vocabulary
     * and norms, and a stored output head as far as it is the embedding; takes a second or two whatever the size.
     *
     * @param path anything that {@link ModelFile#open} takes
     * @throws ModelFileException if the file cannot be served
     */
    public static ModelInspection of(Path path) {
        try (GemmaModel model = GemmaModel.load(path)) {
            model.tokenizer();
            ModelFile file = model.file();
            CpuOptions options = CpuOptions.defaults(model.config(), NumericProfile.best());
            List<TensorInfo> tensors = List.copyOf(file.tensors().values());
            return new ModelInspection(
                    path,
                    format(file),
                    model.config(),
                    model.corrections(),
                    model.weights().ownHead().map(WeightMatrix::type),
                    model.spareTensors(),
                    tensors,
                    totals(tensors),
                    TokenizerSummary.of(StoredVocabulary.read(file)),
                    options,
                    MemoryEstimate.of(model.config(), model.weights(), options));
        }
    }

    /** The report as text, for a terminal; ends with a line break. */
    public String render() {
        return new InspectionText(this).render();
    }

    private static String format(ModelFile file) {
        return switch (file) {
            case GgufFile gguf -> "GGUF version " + gguf.version()
                    + (gguf.files().size() == 1 ? "" : " in " + gguf.files().size() + " files");
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
}
