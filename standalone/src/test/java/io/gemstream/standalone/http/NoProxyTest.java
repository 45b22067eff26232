package io.gemstream.standalone.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "example.org | https://example.org/a",
        "example.org | https://EXAMPLE.org./a",
        "example.org | https://hub.example.org",
        ".example.org | https://hub.example.org",
        ".example.org | https://example.org",
        "*.example.org | https://hub.example.org",
        "a, example.org | https://example.org",
        "a example.org | https://example.org",
        "* | https://example.org",
        "example.org:8443 | https://example.org:8443",
        "example.org:443 | https://example.org",
        "10.0.0.1 | http://10.0.0.1:80/",
        "10.0.0.0/8 | http://10.1.2.3/",
        "10.1.2.3/32 | http://10.1.2.3/",
        "0.0.0.0/0 | http://10.1.2.3/",
        "::1 | http://[::1]:9000/",
        "[::1]:9000 | http://[::1]:9000/",
        "fd00::/8 | http://[fd12::1]/",
        "localhost,127.0.0.0/8,::1/128 | http://[::1]:9000/"
    })
    void isReachedDirectly(String list, String target) {
        assertThat(NoProxy.parse(list).matches(URI.create(target))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | https://example.org",
        "example.org | https://notexample.org",
        "example.org | https://example.org.evil.com",
        "hub.example.org | https://example.org",
        "example.org:8443 | https://example.org",
        "org. | https://example.com",
        ". | https://example.org",
        "10.0.0.0/8 | http://11.1.2.3/",
        "10.0.0.0/33 | http://10.1.2.3/",
        "10.0.0.0/x | http://10.1.2.3/",
        "10.0.0.1 | http://10.0.0.11/",
        "0.0.1 | http://10.0.0.1/",
        "10.0.0.0/8 | http://[fd12::1]/",
        "fd00::/8 | http://10.0.0.1/"
    })
    void isReachedThroughTheProxy(String list, String target) {
        assertThat(NoProxy.parse(list).matches(URI.create(target))).isFalse();
    }
}
