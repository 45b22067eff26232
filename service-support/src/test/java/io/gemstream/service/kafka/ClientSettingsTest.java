package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClientSettingsTest {

    @Test
    void whatIsDemandedHoldsAndWhatIsConfiguredComesBeforeEveryFallback() {
        ClientSettings settings = new ClientSettings(Map.of("a", "configured", "b", "configured"), Map.of("b", "first"))
                .orElse(Map.of("c", "first", "b", "second"))
                .orElse(Map.of("c", "second", "d", "second"));
        assertThat(settings.of(ClientKind.CONSUMER, Map.of("a", "demanded"))).containsExactlyInAnyOrderEntriesOf(
                Map.of("a", "demanded", "b", "configured", "c", "first", "d", "second"));
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void whatNoClientKnowsIsForPlugIns(ClientKind kind) {
        assertThat(kind.takes("tls-configuration-name")).isTrue();
        assertThat(kind.takes("interceptor.of.somebody.url")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "linger.ms,          true,  false, false, false",
        "default.api.timeout.ms, false, true, true, true",
        "client.rack,        false, true,  true,  false",
        "interceptor.classes, true, true,  false, false",
        "group.id,           false, false, true,  false",
        "group.protocol,     false, false, false, false",
        "isolation.level,    false, true,  false, false",
        "transactional.id,   false, false, false, false",
        "client.dns.lookup,  true,  true,  true,  true"})
    void aKindTakesWhatItKnowsAndDoesNotRefuse(
            String name, boolean producer, boolean consumer, boolean shareMember, boolean admin) {
        assertThat(ClientKind.PRODUCER.takes(name)).isEqualTo(producer);
        assertThat(ClientKind.CONSUMER.takes(name)).isEqualTo(consumer);
        assertThat(ClientKind.SHARE_MEMBER.takes(name)).isEqualTo(shareMember);
        assertThat(ClientKind.ADMIN.takes(name)).isEqualTo(admin);
    }

    /** Else one setting of a user, right by itself, would be the end of a start. */
    @Test
    void ofTwoTimesTheOneThatIsNotConfiguredGivesWay() {
        Map<String, Object> attempt = Map.of("default.api.timeout.ms", 5_000, "request.timeout.ms", 5_000);
        String call = "default.api.timeout.ms";
        assertTimes(ClientKind.ADMIN, attempt, Map.of("request.timeout.ms", "30000"), call, "30000");
        assertTimes(ClientKind.ADMIN, attempt, Map.of(call, " 3000 "), "request.timeout.ms", "3000");
        assertTimes(ClientKind.ADMIN, attempt, Map.of(call, "9000"), "request.timeout.ms", "5000");

        Map<String, Object> writing =
                Map.of("delivery.timeout.ms", 10_000, "request.timeout.ms", 5_000, "linger.ms", 0);
        String delivery = "delivery.timeout.ms";
        assertTimes(ClientKind.PRODUCER, writing, Map.of("request.timeout.ms", "20000"), delivery, "20000");
        assertTimes(ClientKind.PRODUCER, writing, Map.of("linger.ms", "6000"), delivery, "11000");
        assertTimes(ClientKind.PRODUCER, writing, Map.of(delivery, "4000"), "request.timeout.ms", "4000");
    }

    @Test
    void timesThatAreBothConfiguredOrNoNumbersAreLeftToKafka() {
        Map<String, Object> wrong = Map.of("default.api.timeout.ms", "1", "request.timeout.ms", "2");
        assertThat(new ClientSettings(wrong, Map.of()).of(ClientKind.ADMIN, Map.of())).isEqualTo(wrong);
        Map<String, Object> text = Map.of("default.api.timeout.ms", "1", "request.timeout.ms", "soon");
        assertThat(new ClientSettings(text, Map.of()).of(ClientKind.ADMIN, Map.of())).isEqualTo(text);
    }

    private static void assertTimes(ClientKind kind, Map<String, Object> fallback, Map<String, Object> configured,
            String other, String expected) {
        Map<String, Object> told = new ClientSettings(configured, fallback).of(kind, Map.of());
        assertThat(told.get(other)).as("%s of %s", other, told).hasToString(expected);
        assertThat(told).containsAllEntriesOf(configured);
    }
}
