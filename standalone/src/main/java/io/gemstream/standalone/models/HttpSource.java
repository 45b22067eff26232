package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.standalone.http.HttpConnections;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/**
 * A file behind an HTTP URL. A lost connection is resumed with a Range request; a server without ranges starts over.
 *
 * @param label names it to the user
 * @param uri http or https
 * @param bearer token for the URL's own host; redirects to another host do not see it
 */
record HttpSource(String label, URI uri, Optional<String> bearer, FreeSpace space, HttpTimeouts timeouts,
        HttpConnections connections) implements ModelSource {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final int MAX_REDIRECTS = 10;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TEMPORARY_REDIRECT = 307;
    private static final int PERMANENT_REDIRECT = 308;

    @Override
    public String describe() {
        return label;
    }

    @Override
    public void fetch(Path part, FetchProgress progress) throws IOException, InterruptedException {
        int failed = 0;
        while (true) {
            HttpURLConnection response = connect(part);
            long before = PartFile.size(part);
            try {
                receive(response, part, progress);
                progress.stepDone();
                return;
            } catch (IOException lost) {
                long now = PartFile.size(part);
                failed = now > before ? 1 : failed + 1;
                if (failed >= timeouts.attempts()) {
                    throw failure("connection lost at " + Sizes.mebibytes(now) + ": " + lost.getMessage(), lost);
                }
                progress.note("connection lost at " + Sizes.mebibytes(now) + ", going on from there");
            } finally {
                response.disconnect();
            }
            Thread.sleep(timeouts.pause());
        }
    }

    /**
     * Facts that the server tells of the file without sending it; none where it does not answer such questions. A
     * refusal is told when the file is fetched.
     */
    RemoteFacts facts() {
        RemoteFacts facts = RemoteFacts.NONE;
        URI target = uri;
        try {
            for (int hop = 0; hop < MAX_REDIRECTS; hop++) {
                HttpURLConnection request = request(target, Optional.empty(), 0);
                request.setRequestMethod("HEAD");
                int status = request.getResponseCode();
                Optional<String> location = Optional.ofNullable(request.getHeaderField("Location"));
                if (status != HttpURLConnection.HTTP_OK && !(redirects(status) && location.isPresent())) {
                    return facts;
                }
                facts = facts.or(RemoteFacts.of(name -> Optional.ofNullable(request.getHeaderField(name)),
                        status == HttpURLConnection.HTTP_OK));
                if (status == HttpURLConnection.HTTP_OK) {
                    return facts;
                }
                target = target.resolve(location.get());
            }
            return facts;
        } catch (IOException | IllegalArgumentException silent) {
            return facts;
        }
    }

    @Override
    public void forget(Path part) throws IOException {
        ResumePoint.delete(part);
        Files.deleteIfExists(part);
    }

    /** Sends the request; a server that cannot be reached or refuses is a failure at once, without another attempt. */
    private HttpURLConnection connect(Path part) throws IOException {
        URI target = uri;
        try {
            Optional<ResumePoint> point = ResumePoint.of(part, uri);
            for (int hop = 0; hop < MAX_REDIRECTS; hop++) {
                HttpURLConnection request = request(target, point, PartFile.size(part));
                int status = request.getResponseCode();
                if (!redirects(status)) {
                    return request;
                }
                String location = Optional.ofNullable(request.getHeaderField("Location"))
                        .orElseThrow(() -> failure("HTTP " + status + " without a Location", Optional.empty()));
                target = target.resolve(location);
                request.disconnect();
            }
            throw failure("more than " + MAX_REDIRECTS + " redirects", Optional.empty());
        } catch (IOException | IllegalArgumentException unreachable) {
            throw failure("cannot be reached" + connections.way(target) + ": " + unreachable.getClass().getSimpleName()
                    + ": " + unreachable.getMessage() + hint(unreachable), unreachable);
        }
    }

    private HttpURLConnection request(URI target, Optional<ResumePoint> point, long have) throws IOException {
        if (!"http".equals(target.getScheme()) && !"https".equals(target.getScheme())) {
            throw failure("\"" + target + "\" (expected: an http or https URL)", Optional.empty());
        }
        HttpURLConnection request = connections.open(target);
        request.setConnectTimeout((int) timeouts.connect().toMillis());
        request.setReadTimeout((int) timeouts.read().toMillis());
        // By hand, because the JDK would send the token to the redirect's host too.
        request.setInstanceFollowRedirects(false);
        // A compressed answer would make ranges mean other bytes.
        request.setRequestProperty("Accept-Encoding", "identity");
        if (bearer.isPresent() && target.getAuthority().equals(uri.getAuthority())
                && target.getScheme().equals(uri.getScheme())) {
            request.setRequestProperty("Authorization", "Bearer " + bearer.get());
        }
        if (point.isPresent() && have > 0) {
            request.setRequestProperty("Range", "bytes=" + have + "-");
            if (!point.get().validator().isEmpty()) {
                request.setRequestProperty("If-Range", point.get().validator());
            }
        }
        return request;
    }

    private void receive(HttpURLConnection response, Path part, FetchProgress progress) throws IOException {
        long have = PartFile.size(part);
        int status = response.getResponseCode();
        switch (status) {
            case HttpURLConnection.HTTP_PARTIAL -> {
                ContentRange range = contentRange(response);
                if (range.start() != have) {
                    throw failure("answered the range from " + have + " with bytes from " + range.start(),
                            Optional.empty());
                }
                space.require(part, range.total() - have);
                copy(response, PartFile.append(part), have, range.total(), progress);
            }
            case HttpURLConnection.HTTP_OK -> {
                long total = Math.max(0, response.getContentLengthLong());
                // What is there will be overwritten, so it counts as free.
                space.require(part, total - have);
                PartFile out = PartFile.fresh(part);
                new ResumePoint(uri, validator(response)).write(part);
                copy(response, out, 0, total, progress);
            }
            case RANGE_NOT_SATISFIABLE -> {
                if (contentRange(response).total() != have) {
                    forget(part);
                    throw new IOException("the server's file is shorter than what is here");
                }
            }
            default -> throw refusal(response, status);
        }
    }

    private static void copy(HttpURLConnection response, PartFile out, long from, long total, FetchProgress progress)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = from;
        try (out; InputStream in = response.getInputStream()) {
            progress.at("downloading", done, total);
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, read);
                done += read;
                progress.at("downloading", done, total);
            }
        }
        if (total > 0 && done < total) {
            throw new EOFException("the server stopped");
        }
    }

    /** A weak ETag may name two different files, so it is none. */
    private static String validator(HttpURLConnection response) {
        return Optional.ofNullable(response.getHeaderField("ETag"))
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> Optional.ofNullable(response.getHeaderField("Last-Modified")))
                .orElse("");
    }

    private ContentRange contentRange(HttpURLConnection response) {
        String field = String.valueOf(response.getHeaderField("Content-Range"));
        return ContentRange.parse(field)
                .orElseThrow(() -> failure("Content-Range: \"" + field + "\" (expected: bytes a-b/total)",
                        Optional.empty()));
    }

    private GemstreamException refusal(HttpURLConnection response, int status) {
        String errorCode = Optional.ofNullable(response.getHeaderField("X-Error-Code")).orElse("");
        HttpRefusal refusal = HttpRefusal.of(status, errorCode, bearer.isPresent());
        return new GemstreamException(refusal.reason(), label + ": " + refusal.what());
    }

    /** A company's own proxy or mirror has certificates that the JDK does not know. */
    private static String hint(Exception unreachable) {
        return unreachable instanceof SSLHandshakeException
                ? " (certificates of a proxy or mirror of your own are named with SSL_CERT_FILE)" : "";
    }

    private static boolean redirects(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_MOVED_PERM, HttpURLConnection.HTTP_MOVED_TEMP, HttpURLConnection.HTTP_SEE_OTHER,
                    TEMPORARY_REDIRECT, PERMANENT_REDIRECT -> true;
            default -> false;
        };
    }

    private GemstreamException failure(String what, Throwable cause) {
        return failure(what, Optional.of(cause));
    }

    private GemstreamException failure(String what, Optional<Throwable> cause) {
        String message = label + ": " + what;
        return cause.map(known -> new GemstreamException(ErrorReason.FETCH_FAILED, message, known))
                .orElseGet(() -> new GemstreamException(ErrorReason.FETCH_FAILED, message));
    }
}
