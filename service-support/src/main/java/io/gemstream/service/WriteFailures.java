package io.gemstream.service;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Converts failed writes to failures that tell the user whether the disk is full or another place is needed. */
public final class WriteFailures {

    private WriteFailures() {}

    /**
     * The failure in the terms of the table: DISK_FULL where there is no room, else WRITE_FAILED.
     *
     * @param what what was to be written, with its path
     * @param setting how to choose another place, for example {@code GEMSTREAM_HOME}
     */
    public static GemstreamException of(String what, String setting, IOException failed) {
        return isFull(failed)
                ? new GemstreamException(ErrorReason.DISK_FULL, what + ": the disk is full", failed)
                : new GemstreamException(ErrorReason.WRITE_FAILED, what + " cannot be written: " + problem(failed)
                        + " (" + setting + " chooses another place)", failed);
    }

    /** Whether there was no room. Java has no type for ENOSPC and EDQUOT; the texts are the C library's. */
    public static boolean isFull(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    private static String problem(IOException failed) {
        return switch (failed) {
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case FileAlreadyExistsException other -> other.getFile() + " is there and no folder";
            case NotDirectoryException other -> other.getFile() + " is no folder";
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case FileSystemException other -> other.getFile() + ": "
                    + Optional.ofNullable(other.getReason()).orElse(other.getClass().getSimpleName());
            default -> Optional.ofNullable(failed.getMessage()).orElse(failed.getClass().getSimpleName());
        };
    }
}
