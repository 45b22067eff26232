package io.gemstream.worker.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The device that a worker computes on; all keys but the first matter to accelerators only, unless they say otherwise.
 */
@ProfileOfDevice
@ConfigMapping(prefix = "gemstream.device")
public interface DeviceConfig {

    /** The device: {@code cpu}, {@code gpu:N}, {@code tpu:N}, or {@code pjrt:<plug-in's library>:N}. */
    @Pattern(regexp = "cpu|(gpu|tpu|pjrt:.+):[0-9]{1,4}",
            message = "${validatedValue} (expected: cpu, gpu:N, tpu:N or pjrt:<plug-in>:N with N from 0)")
    @WithParentName
    @WithDefault("cpu")
    String spec();

    /**
     * How numbers are stored and multiplied; {@code auto} is {@code fast} on a CPU that has kernels for it, else
     * {@code exact}. {@code exact} is everywhere, and gives the numbers of the reference implementations; the CPU also has
     * {@code fast} (activations of 8 bits where weights are quantised, as llama.cpp has them), accelerators {@code bf16}
     * and {@code int8}.
     */
    @Pattern(regexp = "auto|exact|fast|bf16|int8",
            message = "${validatedValue} (expected: auto, exact, fast, bf16 or int8)")
    @WithDefault("auto")
    String profile();

    /**
     * How the KV cache of the CPU stores numbers: {@code f32}, {@code f16}, {@code int8}. Without it f32 in the profile
     * {@code exact} and f16 in {@code fast}.
     */
    Optional<@Pattern(regexp = "f32|f16|int8", message = "${validatedValue} (expected: f32, f16 or int8)")
            String> kvFormat();

    /** Devices that hold the model together; divides its key heads. */
    @Min(1)
    @WithDefault("1")
    int count();

    /** Share of the device memory that may be used, over 0 and at most 1. */
    @Positive
    @Max(1)
    @WithDefault("0.9")
    double memoryFraction();

    /** Folders in which plug-ins for {@code gpu} and {@code tpu} are looked for. */
    Optional<List<Path>> pluginFolders();

    /**
     * Further options for the plug-in, by its own names. {@code true}, {@code 2}, {@code 0.5} and {@code 0,1} are sent as
     * what they look like, all else as text.
     */
    Map<String, String> pluginOptions();

    /** Folder that keeps compiled programs from start to start; without it each start compiles. */
    Optional<Path> programCache();

    /**
     * Rows of the programs that read prompts, for example {@code 64,256}. Faster, but the last bits of a row may then
     * depend on how its prompt was cut. Without it one program computes every row, and they never do.
     */
    Optional<List<@Min(1) Integer>> prefillRows();
}
