package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import java.net.HttpURLConnection;

/**
 * Meaning of an HTTP answer without a file. Pure.
 *
 * @param what one line for the user
 */
record HttpRefusal(ErrorReason reason, String what) {

    /**
     * Reads a status the way the Hugging Face hub means it, which hides a missing repository behind a 401 and tells so
     * only in X-Error-Code (huggingface_hub, utils/_http.py, hf_raise_for_status).
     *
     * @param errorCode the answer's X-Error-Code; may be empty
     * @param withToken whether the request had a token
     */
    static HttpRefusal of(int status, String errorCode, boolean withToken) {
        String http = "HTTP " + status;
        return switch (errorCode) {
            case "RepoNotFound" -> new HttpRefusal(ErrorReason.SOURCE_NOT_FOUND, http + ": no such repository"
                    + (withToken ? " for the token of HF_TOKEN" : ", or a private one"));
            case "RevisionNotFound" -> new HttpRefusal(ErrorReason.SOURCE_NOT_FOUND, http + ": no such revision");
            case "GatedRepo" -> new HttpRefusal(ErrorReason.SOURCE_REFUSED, http + ": the model is gated, and "
                    + (withToken ? "the account of HF_TOKEN has not been let in" : "HF_TOKEN is not set"));
            default -> byStatus(status, http, withToken);
        };
    }

    private static HttpRefusal byStatus(int status, String http, boolean withToken) {
        return switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN -> new HttpRefusal(
                    ErrorReason.SOURCE_REFUSED, http + ": access refused" + (withToken
                            ? " with the token of HF_TOKEN" : "; a private or gated model needs a token in HF_TOKEN"));
            case HttpURLConnection.HTTP_PROXY_AUTH -> new HttpRefusal(ErrorReason.FETCH_FAILED, http
                    + ": the proxy wants another name and password (expected: http://NAME:PASSWORD@HOST:PORT in its "
                    + "variable)");
            case HttpURLConnection.HTTP_NOT_FOUND ->
                new HttpRefusal(ErrorReason.SOURCE_NOT_FOUND, http + ": no such file");
            default -> new HttpRefusal(ErrorReason.FETCH_FAILED, http);
        };
    }
}
