package io.gemstream.gemma.backend.pjrt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the head of a plug-in's table of functions decides. */
class ApiVersionTest {

    /** PJRT_Api and the PJRT_Api_Version in it begin with struct_size and extension_start, of 8 bytes each. */
    private static final int MAJOR = 32;

    @Test
    void anOlderVersionIsRefusedWithTheOnesThatWork() {
        assertThatThrownBy(() -> negotiate(0, 1))
                .isInstanceOf(PjrtVersionException.class)
                .hasMessage("PJRT plug-in plugin.so: version 0.1 (expected: " + ApiVersion.OLDEST
                        + " or newer with major 0; this binding knows " + ApiVersion.BINDING
                        + "): install a plug-in of that version");
    }

    @Test
    void anotherMajorVersionIsRefused() {
        assertThatThrownBy(() -> negotiate(1, 115)).isInstanceOf(PjrtVersionException.class)
                .hasMessageStartingWith("PJRT plug-in plugin.so: version 1.115 (expected: ");
    }

    @Test
    void aNewerMinorVersionIsTaken() {
        assertThat(negotiate(0, 999).version()).isEqualTo(new ApiVersion(0, 999));
    }

    private static PjrtPlugin negotiate(int major, int minor) {
        MemorySegment table = Arena.ofAuto().allocate(1024, 8);
        table.set(ValueLayout.JAVA_LONG, 0, 1024);
        table.set(ValueLayout.JAVA_INT, MAJOR, major);
        table.set(ValueLayout.JAVA_INT, MAJOR + 4, minor);
        return PjrtPlugin.negotiate(Path.of("plugin.so"), table);
    }
}
