package io.gemstream.worker.model;

import io.gemstream.gemma.backend.cpu.UnsupportedProfileException;
import io.gemstream.gemma.backend.pjrt.ProgramCacheException;
import io.gemstream.gemma.backend.pjrt.api.DeviceMemoryException;
import io.gemstream.gemma.backend.pjrt.api.PluginNotFoundException;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;

/** Why a model could not be loaded, in the words of whoever configures a worker: with the keys to change. */
final class LoadFailure {

    private LoadFailure() {}

    /** @param key the model's key and a colon, put in front where no other key is to blame */
    static GemstreamException of(String key, GemmaException failed) {
        return switch (failed) {
            case ModelFileException damaged ->
                new GemstreamException(ErrorReason.INVALID_MODEL_FILE, key + damaged.problem(), damaged)
                        .remedy(damaged.remedy());
            case DeviceMemoryException tooLarge -> failure(ErrorReason.OUT_OF_MEMORY, key, tooLarge, "; keys:"
                    + " gemstream.worker.kv-cache-tokens, gemstream.worker.slots, gemstream.device.memory-fraction,"
                    + " gemstream.device.profile, gemstream.device.count");
            case PluginNotFoundException missing -> failure(ErrorReason.DEVICE_UNAVAILABLE, "", missing, "; keys:"
                    + " gemstream.device, gemstream.device.plugin-folders (in the environment"
                    + " GEMSTREAM_DEVICE_PLUGIN_FOLDERS)");
            case ProgramCacheException unwritten -> failure(
                    ErrorReason.INVALID_CONFIGURATION, "", unwritten, "; key: gemstream.device.program-cache");
            case UnsupportedProfileException missing ->
                failure(ErrorReason.INVALID_CONFIGURATION, "", missing, "");
            default -> switch (failed.code()) {
                case OUT_OF_MEMORY -> failure(ErrorReason.OUT_OF_MEMORY, key, failed, "");
                case DEVICE_UNAVAILABLE -> failure(ErrorReason.DEVICE_UNAVAILABLE, "", failed, "");
                default -> failure(ErrorReason.INVALID_CONFIGURATION, key, failed, "");
            };
        };
    }

    private static GemstreamException failure(ErrorReason reason, String before, GemmaException failed, String after) {
        return new GemstreamException(reason, before + failed.getMessage() + after, failed);
    }
}
