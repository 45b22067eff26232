package io.gemstream.standalone.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that the environment names, read as curl and Python's urllib do: the variable of the scheme before
 * ALL_PROXY, lower case before upper case, an empty one as if it were not there.
 *
 * @param environment HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY
 */
record ProxySettings(Map<String, String> environment) {

    /** The proxy that leads to the target; empty for a direct connection, or where no variable says anything. */
    Optional<ProxyServer> proxy(URI target) {
        return isExempt(target) ? Optional.empty() : named(target);
    }

    /** Whether the target is reached directly because NO_PROXY says so. */
    boolean isExempt(URI target) {
        return value("no_proxy").or(() -> value("NO_PROXY")).map(NoProxy::parse)
                .filter(exempt -> exempt.matches(target)).isPresent();
    }

    private Optional<ProxyServer> named(URI target) {
        String ofScheme = target.getScheme().toLowerCase(Locale.ROOT) + "_proxy";
        // In a CGI program HTTP_PROXY is the header Proxy of whoever called it (httpoxy, CVE-2016-5385).
        boolean isCgi = environment.containsKey("REQUEST_METHOD");
        return List.of(ofScheme, ofScheme.toUpperCase(Locale.ROOT), "all_proxy", "ALL_PROXY").stream()
                .filter(variable -> !(isCgi && variable.equals("HTTP_PROXY")))
                .flatMap(variable -> value(variable).map(text -> ProxyServer.parse(variable, text)).stream())
                .findFirst();
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
    }
}
