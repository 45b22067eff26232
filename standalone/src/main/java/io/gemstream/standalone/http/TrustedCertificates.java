package io.gemstream.standalone.http;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Reads the certificates that the environment trusts instead of the JDK's own list: all of REQUESTS_CA_BUNDLE,
 * CURL_CA_BUNDLE and SSL_CERT_FILE, which are files or folders, and of the folders of SSL_CERT_DIR. Each tool reads
 * some of them, in an order of its own.
 */
final class TrustedCertificates {

    private static final String EXPECTED = " (expected: certificates in PEM)";

    private TrustedCertificates() {}

    /**
     * Sockets that trust only these; empty where the environment names none.
     *
     * @throws GemstreamException INVALID_CONFIGURATION
     */
    static Optional<SSLSocketFactory> of(Map<String, String> environment) {
        List<Certificate> certificates = new ArrayList<>();
        for (String bundle : List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")) {
            value(environment, bundle).ifPresent(path -> certificates.addAll(required(bundle, path)));
        }
        Optional<String> folders = value(environment, "SSL_CERT_DIR");
        folders.ifPresent(list -> certificates.addAll(ofFolders(list)));
        if (certificates.isEmpty() && folders.isPresent()) {
            throw refused("SSL_CERT_DIR: " + folders.get() + " has no certificate" + EXPECTED);
        }
        return certificates.isEmpty() ? Optional.empty() : Optional.of(sockets(certificates));
    }

    /** Folders with nothing in them or not there are passed over, as OpenSSL does: some systems list those of others. */
    private static List<Certificate> ofFolders(String list) {
        List<Certificate> certificates = new ArrayList<>();
        for (String folder : list.split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(folder))) {
                certificates.addAll(read("SSL_CERT_DIR", Path.of(folder)));
            }
        }
        return certificates;
    }

    private static List<Certificate> required(String variable, String path) {
        List<Certificate> certificates = read(variable, Path.of(path));
        if (certificates.isEmpty()) {
            throw refused(variable + ": " + path + " has no certificate" + EXPECTED);
        }
        return certificates;
    }

    private static Optional<String> value(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(path -> !path.isBlank());
    }

    private static List<Certificate> read(String variable, Path path) {
        List<Certificate> certificates = new ArrayList<>();
        try {
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        readable(file).ifPresent(certificates::addAll);
                    }
                }
            } else {
                certificates.addAll(certificates(path));
            }
            return certificates;
        } catch (IOException | CertificateException unusable) {
            throw refused(variable + ": " + path + " cannot be read: " + unusable + EXPECTED);
        }
    }

    /** What else lies in such a folder, as revocation lists and notes, does not matter. */
    private static Optional<Collection<? extends Certificate>> readable(Path file) throws IOException {
        try {
            return Optional.of(certificates(file));
        } catch (CertificateException somethingElse) {
            return Optional.empty();
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException, CertificateException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static SSLSocketFactory sockets(Collection<Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry(Integer.toString(number++), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("every JDK has TLS", impossible);
        }
    }

    private static GemstreamException refused(String message) {
        return new GemstreamException(ErrorReason.INVALID_CONFIGURATION, message);
    }
}
