package io.gemstream.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process says of itself over HTTP. */
final class Health {

    private static final Pattern ADDRESS = Pattern.compile("Listening on: http://[^:]+:(\\d+)");

    private Health() {}

    /** Whether it says that it is ready; false before it serves HTTP. */
    static boolean ready(JavaProcess process) {
        return answer(process).startsWith("200 ");
    }

    /** The status and the text of its readiness; empty before it serves HTTP. */
    static String answer(JavaProcess process) {
        Matcher address = ADDRESS.matcher(process.output());
        if (!address.find()) {
            return "";
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + address.group(1) + "/q/health/ready")).build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
