package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.CompileOptions;
import io.gemstream.gemma.backend.pjrt.api.PjrtClient;
import io.gemstream.gemma.backend.pjrt.api.PjrtCompiled;
import io.gemstream.gemma.backend.pjrt.api.PjrtException;
import io.gemstream.gemma.backend.pjrt.api.PjrtExecutable;
import io.gemstream.gemma.backend.pjrt.hlo.HloProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compiles programs, and keeps compiled ones on disk. A file's name has the hash of all that its content depends on:
 * the program, which says model and shapes; the options; the plug-in's version and the kind of device. A file that the
 * plug-in cannot read is counted, and replaced.
 */
final class ProgramStore {

    private final PjrtClient client;
    private final String deviceKind;
    private final CompileOptions options;
    private final Optional<Path> folder;
    private final AtomicLong compiled = new AtomicLong();
    private final AtomicLong loaded = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();

    ProgramStore(PjrtClient client, String deviceKind, CompileOptions options, Optional<Path> folder) {
        this.client = client;
        this.deviceKind = deviceKind;
        this.options = options;
        this.folder = folder;
    }

    /** @throws ProgramCacheException where it was compiled and cannot be kept */
    PjrtExecutable executable(HloProgram program) {
        Optional<Path> file = folder.map(f -> f.resolve(program.name() + "-" + key(program) + ".pjrt"));
        Optional<PjrtExecutable> stored = file.flatMap(this::load);
        if (stored.isPresent()) {
            return stored.get();
        }
        PjrtExecutable executable = client.compile(program.text(), options);
        compiled.incrementAndGet();
        file.ifPresent(f -> store(executable, f));
        return executable;
    }

    long compiled() {
        return compiled.get();
    }

    long loaded() {
        return loaded.get();
    }

    long rejected() {
        return rejected.get();
    }

    private Optional<PjrtExecutable> load(Path file) {
        try {
            PjrtExecutable executable = client.load(Files.readAllBytes(file));
            loaded.incrementAndGet();
            return Optional.of(executable);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | PjrtException e) {
            rejected.incrementAndGet();
            return Optional.empty();
        }
    }

    private void store(PjrtExecutable executable, Path file) {
        byte[] bytes;
        try (PjrtCompiled form = executable.compiled()) {
            bytes = form.serialize();
        }
        try {
            Files.createDirectories(file.getParent());
            Path half = Files.createTempFile(file.getParent(), "program", ".part");
            Files.write(half, bytes);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ProgramCacheException(file, e);
        }
    }

    private String key(HloProgram program) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {
                program.text(), options.toString(), client.platform(), client.platformVersion(), deviceKind,
                client.plugin().version().toString()
            }) {
                hash.update(part.getBytes(StandardCharsets.UTF_8));
                hash.update((byte) 0);
            }
            return HexFormat.of().formatHex(hash.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has SHA-256
        }
    }
}
