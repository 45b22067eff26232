package io.gemstream.gemma.model;

import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.SafetensorsModel;
import java.util.List;

/**
 * Result of reading a model's configuration.
 *
 * @param config the sizes
 * @param corrections published values that were not believed
 */
public record ConfigReading(GemmaConfig config, List<ConfigCorrection> corrections) {

    public ConfigReading {
        corrections = List.copyOf(corrections);
    }

    /**
     * Reads the sizes from a model's metadata.
     *
     * @throws ModelFileException if the architecture is not Gemma's, or a key is missing or contradicts another
     */
    public static ConfigReading of(ModelFile file) {
        return switch (file) {
            case GgufFile gguf -> GgufConfig.read(gguf);
            case SafetensorsModel model -> HfConfig.read(model);
        };
    }
}
