package io.gemstream.service.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.Map;

/** Where the models are: {@code gemstream.models.<name>=<path>}. Tokenizers and workers read the same keys. */
@ConfigMapping(prefix = "gemstream.models")
public interface ModelFiles {

    /** GGUF file, or folder of a safetensors model, by the name under which it is served. */
    @WithParentName
    Map<String, Path> byName();
}
