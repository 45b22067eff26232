package io.gemstream.gemma.model;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.TensorInfo;
import io.gemstream.gemma.kernel.ScalarRowDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Judges the tensors that no part of the text model reads: those known to change nothing are accepted, any other is
 * refused by name, because the file was made for another computation (ADR 35).
 */
final class SpareTensors {

    private static final int NAMED = 6;
    private static final long MOST_READ = 1 << 20; // elements: a bias or a table of factors, no matrix

    /** Names that are known, and why they change nothing. */
    private record Known(Pattern name, String reason) {}

    private static final List<Known> KNOWN = List.of(
            known("(.*\\.)?(vision_tower|vision_model|multi_modal_projector|vision_embed_tokens)\\..*|(v|mm)\\..*",
                    "of the vision tower; this serves text"),
            known(".*\\.position_ids|.*rotary_emb.*\\.inv_freq|(.*\\.)?((local|global)_)?freqs_cis|.*\\.attn_rot_embd"
                    + "|.*\\.embed_scale|(.*\\.)?attention\\.(masked_)?bias",
                    "a constant that follows from the configuration"),
            known("v_head\\..*", "a value head of a training, which makes no logits"));

    private static final Pattern QUANTISED = Pattern.compile(
            ".*\\.(qweight|qzeros|scales|biases|g_idx|SCB|absmax|quant_map|quant_state.*|weight_scale.*|input_scale"
                    + "|weight_packed|weight_zero_point|weight_scaler|zero_point)");

    private SpareTensors() {}

    /**
     * @param used names of the tensors that the model reads
     * @throws ModelFileException if any other is not known to change nothing
     */
    static List<SpareTensor> of(ModelFile file, Set<String> used) {
        List<SpareTensor> spare = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String name : file.names()) {
            if (!used.contains(name)) {
                reason(file, name).ifPresentOrElse(
                        reason -> spare.add(new SpareTensor(name, reason)), () -> unknown.add(name));
            }
        }
        if (!unknown.isEmpty()) {
            throw refusal(file, unknown);
        }
        return spare;
    }

    private static Optional<String> reason(ModelFile file, String name) {
        Optional<String> known = KNOWN.stream()
                .filter(kind -> kind.name.matcher(name).matches())
                .map(Known::reason)
                .findFirst();
        return known.or(() -> file.tensor(name).flatMap(tensor -> neutral(file, tensor)));
    }

    /** Numbers that may as well not be there: a bias of zeros, factors of one on rotary frequencies. */
    private static Optional<String> neutral(ModelFile file, TensorInfo tensor) {
        if (tensor.name().endsWith(".bias") && holdsOnly(file, tensor, 0)) {
            return Optional.of("a bias of zeros");
        }
        if (tensor.name().equals("rope_freqs.weight") && holdsOnly(file, tensor, 1)) {
            return Optional.of("factors of one");
        }
        return Optional.empty();
    }

    private static boolean holdsOnly(ModelFile file, TensorInfo tensor, float wanted) {
        long elements = tensor.bytes() / tensor.type().blockBytes() * tensor.type().blockElements();
        if (elements > MOST_READ) {
            return false;
        }
        float[] values = new float[(int) elements];
        ScalarRowDecoder.decode(tensor.type(), file.bytes(tensor), 0, values.length, values, 0);
        for (float value : values) {
            if (value != wanted) {
                return false;
            }
        }
        return true;
    }

    private static ModelFileException refusal(ModelFile file, List<String> unknown) {
        String names = unknown.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (unknown.size() > NAMED ? " and " + (unknown.size() - NAMED) + " more" : "");
        return new ModelFileException(
                file.path(), "tensors that no Gemma of this configuration computes with: " + names, remedy(unknown));
    }

    private static String remedy(List<String> unknown) {
        if (unknown.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("lora_"))) {
            return "merge the adapter into the model and give the result";
        }
        if (unknown.stream().anyMatch(name -> QUANTISED.matcher(name).matches())) {
            return "take the model as it was published, or a GGUF file of it: this quantisation is of another program";
        }
        if (unknown.stream().anyMatch(name -> name.startsWith("score.") || name.startsWith("classifier."))) {
            return "give a model that writes text; this one classifies it";
        }
        return "leaving them out would give other texts than the model's owner meant; take a conversion of a current"
                + " converter, or the model as it was published";
    }

    private static Known known(String name, String reason) {
        return new Known(Pattern.compile(name), reason);
    }
}
