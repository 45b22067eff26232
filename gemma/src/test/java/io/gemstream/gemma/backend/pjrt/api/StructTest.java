package io.gemstream.gemma.backend.pjrt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Layouts against sizes and offsets that a C compiler gives the header of version 0.115. */
class StructTest {

    @Test
    void sizesEndWithTheLastField() {
        assertThat(List.of(
                        Structs.ERROR_CODE.size(), Structs.NAMED_VALUE.size(), Structs.CLIENT_CREATE.size(),
                        Structs.CLIENT_BUFFER_FROM_HOST.size(), Structs.DEVICE_MEMORY.size(), Structs.EXECUTE.size(),
                        Structs.EXECUTE_OPTIONS.size(), Structs.BUFFER_DELETED.size(), Structs.BUFFER_LAYOUT.size(),
                        Structs.EXECUTABLE_DESERIALIZE.size(), Structs.EXECUTABLE_MEMORY.size(), Structs.COMPILE.size()))
                .containsExactly(28L, 56L, 88L, 120L, 201L, 80L, 144L, 25L, 76L, 72L, 144L, 64L);
    }

    @Test
    void fieldsAreAlignedToTheirSize() {
        assertThat(Structs.CLIENT_BUFFER_FROM_HOST.offset("dims")).isEqualTo(40);
        assertThat(Structs.CLIENT_BUFFER_FROM_HOST.offset("device")).isEqualTo(80);
        assertThat(Structs.DEVICE_MEMORY.offset("bytes_limit")).isEqualTo(80);
        assertThat(Structs.DEVICE_MEMORY.offset("bytes_limit_is_set")).isEqualTo(88);
        assertThat(Structs.EXECUTE_OPTIONS.offset("context")).isEqualTo(72);
        assertThat(Structs.VERSION.offset("minor_version")).isEqualTo(20);
    }

    @Test
    void functionsAreWhereTheHeaderHasThem() {
        assertThat(PjrtFunction.ERROR_DESTROY.offset()).isEqualTo(40);
        assertThat(PjrtFunction.LOADED_EXECUTABLE_EXECUTE.offset()).isEqualTo(480);
        assertThat(PjrtFunction.COMPILE.offset()).isEqualTo(752);
        assertThat(PjrtFunction.EXECUTABLE_GET_COMPILED_MEMORY_STATS.offset()).isEqualTo(808);
    }

    @Test
    void aFieldThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Structs.EVENT.offset("callback"))
                .hasMessage("PJRT_Event_Destroy_Args has no field callback");
    }
}
