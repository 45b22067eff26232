package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentRangeTest {

    @Test
    void readsBothForms() {
        assertThat(ContentRange.parse("bytes 3-9/10")).contains(new ContentRange(3, 10));
        assertThat(ContentRange.parse("bytes */10")).contains(new ContentRange(0, 10));
    }

    @Test
    void refusesEverythingElse() {
        for (String field : new String[] {"", "null", "bytes 3-9/*", "items 3-9/10", "bytes -1-9/10",
                "bytes 1-2/99999999999999999999"}) {
            assertThat(ContentRange.parse(field)).as(field).isEmpty();
        }
    }
}
