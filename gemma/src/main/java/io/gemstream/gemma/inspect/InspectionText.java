package io.gemstream.gemma.inspect;

import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import io.gemstream.gemma.chat.TemplateFit;
import io.gemstream.gemma.format.TensorInfo;
import io.gemstream.gemma.model.ConfigCorrection;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerConfig;
import io.gemstream.gemma.model.SpareTensor;
import io.gemstream.gemma.tokenizer.PieceType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Lays an inspection out for a terminal. */
final class InspectionText {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;
    private static final int MOST_NAMED = 3;

    private final ModelInspection inspection;
    private final StringBuilder text = new StringBuilder();

    InspectionText(ModelInspection inspection) {
        this.inspection = inspection;
    }

    String render() {
        line("file", inspection.path() + ", " + inspection.format());
        configuration(inspection.config());
        inspection.corrections().forEach(this::correction);
        tokenizer();
        memory();
        unused();
        heading("tensors by type");
        for (TypeTotal total : inspection.totals()) {
            row("%-6s %5d tensors %,16d elements %12s", total.type(), total.tensors(), total.elements(),
                    size(total.bytes()));
        }
        row("%-6s %5d tensors %,16d elements %12s", "all", inspection.tensors().size(),
                inspection.totals().stream().mapToLong(TypeTotal::elements).sum(),
                size(inspection.totals().stream().mapToLong(TypeTotal::bytes).sum()));
        heading("tensors");
        int width = inspection.tensors().stream().mapToInt(tensor -> tensor.name().length()).max().orElse(0);
        for (TensorInfo tensor : inspection.tensors()) {
            row("%-" + width + "s  %-5s %-18s %12s", tensor.name(), tensor.type(), tensor.shape(),
                    size(tensor.bytes()));
        }
        return text.toString();
    }

    private void configuration(GemmaConfig config) {
        heading("configuration");
        line("architecture", config.architecture() + (config.name().isEmpty() ? "" : " (" + config.name() + ")"));
        line("layers", config.layers().size() + ": " + layers(config.layers()));
        line("hidden", config.hiddenSize() + ", feed-forward " + config.feedForwardSize());
        line("heads", config.heads() + " of " + config.headDim() + ", " + config.kvHeads() + " for keys and values");
        line("vocabulary", Integer.toString(config.vocabularySize()));
        line("output head", inspection.ownHead().map(type -> "a matrix of its own, in " + type).orElse("the embedding"));
        line("context", config.contextLength() + " tokens");
        LayerConfig first = config.layers().getFirst();
        line("query scale", first.queryScale() + " = 1/sqrt("
                + format("%.6g", 1 / ((double) first.queryScale() * first.queryScale())) + ")");
        line("softcaps", "attention " + cap(first.attentionSoftcap()) + ", logits " + cap(config.finalSoftcap()));
        line("norms", "epsilon " + config.normEpsilon() + (first.postNorms() ? ", also after each part" : "")
                + (first.queryKeyNorm() ? ", also of queries and keys" : ""));
    }

    /** Layers alike are named once: "22 with a window of 512, rope 10000.0". */
    private static String layers(List<LayerConfig> layers) {
        return layers.stream().distinct()
                .map(kind -> layers.stream().filter(kind::equals).count() + " "
                        + (kind.window() == 0 ? "without a window" : "with a window of " + kind.window())
                        + ", rope " + kind.ropeBase() + (kind.ropeScale() == 1 ? "" : " stretched " + kind.ropeScale()))
                .collect(Collectors.joining("; "));
    }

    private void correction(ConfigCorrection correction) {
        line("corrected", correction.key() + " " + correction.published() + " to " + correction.used() + ": "
                + correction.reason());
    }

    private void tokenizer() {
        heading("tokenizer");
        tokenizer(inspection.tokenizer());
    }

    private void tokenizer(TokenizerSummary tokenizer) {
        line("kind", tokenizer.model().equals("llama") ? "SentencePiece" : tokenizer.model());
        line("pieces", tokenizer.pieces() + ": " + Arrays.stream(PieceType.values())
                .filter(tokenizer.piecesByType()::containsKey)
                .map(type -> tokenizer.piecesByType().get(type) + " "
                        + type.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", ")));
        line("special ids", "bos " + tokenizer.bos() + ", eos " + tokenizer.eos()
                + id(", unknown ", tokenizer.unknown()) + id(", pad ", tokenizer.pad()) + id(", end of turn ", tokenizer.endOfTurn()));
        line("ends at", tokenizer.endTokens().stream()
                .map(end -> end.id() + " " + end.piece() + (end.isText() ? " (text, too)" : ""))
                .collect(Collectors.joining(", ")));
        line("prompts", tokenizer.addBos() ? "begin with bos" : "do not begin with bos");
        line("chat template", switch (tokenizer.template()) {
            case TemplateFit.Same() -> "Gemma's";
            case TemplateFit.Missing() -> "none";
            case TemplateFit.Other(String difference) -> "not Gemma's: " + difference;
        });
        line("chats", chats(tokenizer));
    }

    private static String chats(TokenizerSummary tokenizer) {
        if (!tokenizer.turnTokens()) {
            return "refused: the vocabulary has no turn tokens";
        }
        return switch (tokenizer.template()) {
            case TemplateFit.Same() -> "in Gemma's turns";
            case TemplateFit.Missing() -> "in Gemma's turns, which a model that was only pretrained does not know";
            case TemplateFit.Other _ -> "refused, unless the tokenizer service is configured to use Gemma's turns";
        };
    }

    private void memory() {
        MemoryEstimate memory = inspection.memory();
        CpuOptions options = inspection.options();
        heading("memory on the CPU in " + options.profile().label() + ", KV cache of " + options.kvCacheTokens()
                + " tokens");
        line("weights", size(memory.weightBytes()) + " mapped from the file"
                + (memory.packedBytes() == 0 ? "" : ", " + size(memory.packedBytes()) + " packed"));
        line("KV cache", size(memory.kvBytes()) + (memory.kvOnHeap() ? " of heap, " : " beside the heap, ")
                + size(options.bytesPerToken(inspection.config())) + " a token");
        line("activations", size(memory.scratchBytes()) + " of heap");
    }

    /** One line for all that is unused for the same reason. */
    private void unused() {
        if (inspection.spare().isEmpty()) {
            return;
        }
        heading("tensors that are not used");
        Map<String, List<SpareTensor>> byReason = inspection.spare().stream()
                .collect(Collectors.groupingBy(SpareTensor::reason, LinkedHashMap::new, Collectors.toList()));
        byReason.forEach((reason, spare) -> line(Integer.toString(spare.size()), reason + ": " + spare.stream()
                .limit(MOST_NAMED)
                .map(SpareTensor::name)
                .collect(Collectors.joining(", ")) + (spare.size() > MOST_NAMED ? ", ..." : "")));
    }

    private void heading(String heading) {
        text.append('\n').append(heading).append('\n');
    }

    private void line(String name, String value) {
        row("%-13s %s", name, value);
    }

    private void row(String format, Object... values) {
        text.append("  ").append(format(format, values).stripTrailing()).append('\n');
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String id(String label, OptionalInt id) {
        return id.isPresent() ? label + id.getAsInt() : "";
    }

    private static String cap(float cap) {
        return cap == 0 ? "none" : Float.toString(cap);
    }

    private static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B" : format("%.1f %s", value, UNITS[unit]);
    }
}
