package io.gemstream.worker.model;

import io.gemstream.gemma.backend.cpu.UnsupportedProfileException;
import io.gemstream.gemma.backend.pjrt.ProgramCacheException;
import io.gemstream.gemma.backend.pjrt.api.DeviceMemoryException;
import io.gemstream.gemma.backend.pjrt.api.PluginNotFoundException;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.util.Optional;

/**
 * Converts failures to load a model to failures with a reason of {@link ErrorReason}, and names the keys that can help.
 */
final class LoadFailures {

    private static final String DEVICE_MEMORY_KEYS = "; keys: gemstream.worker.kv-cache-tokens, gemstream.worker.slots,"
            + " gemstream.device.memory-fraction, gemstream.device.profile, gemstream.device.count";
    private static final String PLUGIN_KEYS = "; keys: gemstream.device, gemstream.device.plugin-folders (in the"
            + " environment GEMSTREAM_DEVICE_PLUGIN_FOLDERS)";

    private LoadFailures() {}

    /**
     * The failure by the table; empty where it is none that a user can do something about.
     *
     * @param key of the model
     */
    static Optional<GemstreamException> known(String key, Throwable failure) {
        String message = failure.getMessage();
        return Optional.ofNullable(switch (failure) {
            case GemstreamException known -> known;
            case ModelFileException damaged -> new GemstreamException(
                    ErrorReason.INVALID_MODEL_FILE, key + ": " + damaged.problem(), damaged).remedy(damaged.remedy());
            case OutOfMemoryError _ -> new GemstreamException(ErrorReason.OUT_OF_MEMORY, key + ": " + message, failure);
            case DeviceMemoryException _ ->
                new GemstreamException(ErrorReason.OUT_OF_MEMORY, key + ": " + message + DEVICE_MEMORY_KEYS, failure);
            case PluginNotFoundException _ ->
                new GemstreamException(ErrorReason.DEVICE_UNAVAILABLE, message + PLUGIN_KEYS, failure);
            case ProgramCacheException _ -> new GemstreamException(
                    ErrorReason.INVALID_CONFIGURATION, message + "; key: gemstream.device.program-cache", failure);
            case UnsupportedProfileException _ ->
                new GemstreamException(ErrorReason.INVALID_CONFIGURATION, message, failure);
            case GemmaException other -> switch (other.code()) {
                case OUT_OF_MEMORY -> new GemstreamException(ErrorReason.OUT_OF_MEMORY, key + ": " + message, failure);
                case DEVICE_UNAVAILABLE -> new GemstreamException(ErrorReason.DEVICE_UNAVAILABLE, message, failure);
                default -> new GemstreamException(ErrorReason.INVALID_CONFIGURATION, key + ": " + message, failure);
            };
            case IllegalArgumentException _ ->
                new GemstreamException(ErrorReason.INVALID_CONFIGURATION, key + ": " + message, failure);
            default -> null;
        });
    }
}
