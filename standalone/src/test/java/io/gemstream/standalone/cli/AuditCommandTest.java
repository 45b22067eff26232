package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditCommandTest {

    @Test
    void namesTheFirstTokenThatDiffers() {
        assertThat(AuditCommand.verdict(List.of(1, 2, 3), List.of(1, 2, 3))).isEqualTo("3 tokens, all the same");
        assertThat(AuditCommand.verdict(List.of(1, 2, 3), List.of(1, 9, 8))).isEqualTo("token 1: 2 recorded, 9 computed");
        assertThat(AuditCommand.verdict(List.of(1, 2), List.of(1))).isEqualTo("token 1: 2 recorded, none computed");
        assertThat(AuditCommand.verdict(List.of(), List.of(5))).isEqualTo("token 0: none recorded, 5 computed");
    }
}
