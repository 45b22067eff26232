package io.gemstream.service.config;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Map;

/** The files of the models: {@code gemstream.models.<name>=<path>}. Tokenizers and workers read the same keys. */
@ConfigMapping(prefix = "gemstream.models")
public interface ModelFiles {

    /** GGUF file, or folder of a safetensors model, by the name under which it is served. */
    @WithParentName
    Map<@Pattern(regexp = Topics.MODEL_NAME,
            message = "${validatedValue} (expected: a name of letters, digits, '.', '_' or '-', at most 100)")
            String, Path> byName();

    /**
     * The models of a service that cannot be without.
     *
     * @throws GemstreamException INVALID_CONFIGURATION where there are none
     */
    static Map<String, Path> requireSome(ModelFiles files) {
        if (files.byName().isEmpty()) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "gemstream.models: no entry (expected: gemstream.models.<name>=<path to a GGUF file>)");
        }
        return files.byName();
    }
}
