package io.gemstream.gemma.format;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is no model of ours, as its first bytes and its name tell (ADR 36): people are given many that hold
 * weights, or stand in for a file that does.
 *
 * @param what what it is
 * @param remedy what helps
 */
record ForeignFile(String what, String remedy) {

    private static final String UNKNOWN = "neither a GGUF nor a safetensors file";
    private static final String GIVE = "give a .gguf file, a .safetensors file or a directory with a model";
    private static final String OF_PYTORCH = "load it with transformers and save it with save_pretrained, which writes"
            + " safetensors, or take a GGUF file or a safetensors model instead";
    private static final String OF_OTHERS = "take the GGUF file or the safetensors model of the same Gemma instead";
    private static final String ANSWER = "fetch it again: what came was the server's answer and not the file; a model"
            + " behind a licence needs HF_TOKEN";
    private static final Pattern OLLAMA_WEIGHTS = Pattern.compile(
            "application/vnd\\.ollama\\.image\\.model\"[^}]*?\"digest\"\\s*:\\s*\"sha256:([0-9a-f]{64})\"");

    /** A kind of file that is no model, told by its first bytes. */
    private record Kind(Predicate<Start> matches, String what, String remedy) {}

    /** The first bytes of a file, also as text of one byte a character, and its name in lower case. */
    private record Start(byte[] bytes, String text, String name) {

        boolean begins(String prefix) {
            return text.startsWith(prefix);
        }

        boolean beginsWord(String prefix) {
            return text.stripLeading().toLowerCase(Locale.ROOT).startsWith(prefix);
        }

        boolean has(int at, String part) {
            return text.startsWith(part, at);
        }

        boolean contains(String part) {
            return text.contains(part);
        }

        boolean isZip() {
            return begins("PK\003\004");
        }

        boolean ends(String... endings) {
            return Arrays.stream(endings).anyMatch(name::endsWith);
        }

        boolean isZero() {
            for (byte b : bytes) {
                if (b != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The first that matches is it. */
    private static final List<Kind> KINDS = List.of(
            new Kind(s -> s.bytes.length == 0, "an empty file", "fetch it again"),
            new Kind(Start::isZero, "begins with zeros, as a download that was not finished leaves it", "fetch it again"),
            new Kind(s -> s.begins("version https://git-lfs"), "a pointer of git-lfs and not the file it stands for",
                    "run git lfs pull in its repository, or fetch the file itself"),
            new Kind(s -> s.beginsWord("<!doctype html") || s.beginsWord("<html"), "an HTML page", ANSWER),
            new Kind(s -> s.beginsWord("<?xml") || s.beginsWord("<error"), "an XML document", ANSWER),
            new Kind(s -> s.beginsWord("access to model") || s.beginsWord("entry not found")
                    || s.beginsWord("invalid username or password") || s.beginsWord("{\"error\""),
                    "an error message of a server", ANSWER),
            new Kind(s -> s.contains("application/vnd.docker.distribution.manifest"), "a manifest of Ollama",
                    "give the file it names: blobs/sha256-... of the layer with mediaType"
                            + " application/vnd.ollama.image.model"),
            new Kind(s -> s.beginsWord("from ") || s.name.equals("modelfile"), "a Modelfile of Ollama",
                    "give the model's file: ollama show --modelfile names it after FROM"),
            new Kind(s -> s.ends(".json") || s.beginsWord("{"), "a JSON file", "give the directory that it lies in"),
            new Kind(s -> s.ends("tokenizer.model") || s.begins("\n") && s.contains("<unk>"), "a SentencePiece vocabulary",
                    "give the directory that it lies in, with the weights"),
            new Kind(s -> s.isZip() && (s.ends(".task") || s.contains("TF_LITE")), "a task bundle of MediaPipe", OF_OTHERS),
            new Kind(s -> s.isZip() && (s.ends(".keras") || s.contains("model.weights.h5")), "a Keras model", OF_OTHERS),
            new Kind(s -> s.isZip() && (s.ends(".bin", ".pth", ".pt", ".ckpt") || s.contains("/data.pkl")),
                    "a PyTorch checkpoint", OF_PYTORCH),
            new Kind(s -> s.isZip() && (s.ends(".npz") || s.contains(".npy")), "arrays of NumPy", OF_OTHERS),
            new Kind(Start::isZip, "a zip archive", "unpack it, and give the model in it"),
            new Kind(s -> s.begins("\u0080") && s.bytes.length > 1 && s.bytes[1] >= 2 && s.bytes[1] <= 5,
                    "a PyTorch checkpoint (a Python pickle)", OF_PYTORCH),
            new Kind(s -> s.begins("\u0089HDF"), "weights of Keras (HDF5)", OF_OTHERS),
            new Kind(s -> s.has(4, "TFL3"), "a TensorFlow Lite model", OF_OTHERS),
            new Kind(s -> s.begins("LITERTLM"), "a LiteRT-LM model", OF_OTHERS),
            new Kind(s -> s.begins("SBS"), "weights of gemma.cpp", OF_OTHERS),
            new Kind(s -> s.begins("\u0093NUMPY"), "an array of NumPy", OF_OTHERS),
            new Kind(s -> s.ends(".onnx"), "an ONNX model", OF_OTHERS),
            new Kind(s -> s.ends(".msgpack"), "weights of Flax", OF_OTHERS),
            new Kind(s -> s.begins("tjgg") || s.begins("lmgg") || s.begins("fmgg"),
                    "a GGML file of before August 2023, which no Gemma is", "take a GGUF file of Gemma"),
            new Kind(s -> s.begins("algg"), "a LoRA adapter for llama.cpp of before 2024",
                    "merge the adapter into its base model, convert the result and give that"),
            new Kind(s -> s.has(8, "blk.") || s.name.contains("imatrix"),
                    "an importance matrix, which quantisers read: statistics and no weights", "give the model's file"),
            new Kind(s -> s.begins("\u001f\u008b") || s.begins("7z") || s.begins("\u00fd7zXZ") || s.begins("BZh")
                    || s.begins("\u0028\u00b5\u002f\u00fd") || s.has(257, "ustar"),
                    "an archive", "unpack it, and give the model in it"),
            new Kind(_ -> true, UNKNOWN, GIVE));

    /** @param bytes the first bytes, as many as there are */
    static ForeignFile of(Path file, byte[] bytes) {
        Start start = new Start(bytes, new String(bytes, StandardCharsets.ISO_8859_1),
                String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT));
        Kind kind = KINDS.stream().filter(known -> known.matches.test(start)).findFirst().orElseThrow();
        return new ForeignFile(kind.what, ollamaWeights(file, start)
                .map(blob -> "give " + blob + ", the weights it names")
                .orElse(kind.remedy));
    }

    /** Whether the kind of the file is known. */
    boolean isKnown() {
        return !what.equals(UNKNOWN);
    }

    ModelFileException refusal(Path file) {
        return new ModelFileException(file, what, remedy);
    }

    /** A manifest lies at manifests/host/owner/name/tag, what it names in blobs beside manifests. */
    private static Optional<Path> ollamaWeights(Path manifest, Start start) {
        Matcher weights = OLLAMA_WEIGHTS.matcher(start.text);
        if (!weights.find()) {
            return Optional.empty();
        }
        Path folder = manifest.toAbsolutePath().getParent();
        while (folder != null && !folder.endsWith("manifests")) {
            folder = folder.getParent();
        }
        return Optional.ofNullable(folder)
                .map(manifests -> manifests.resolveSibling("blobs").resolve("sha256-" + weights.group(1)));
    }
}
