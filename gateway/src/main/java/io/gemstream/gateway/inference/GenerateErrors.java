package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.ErrorForm;
import io.gemstream.gateway.http.HttpError;
import io.gemstream.gateway.http.Json;

/** Errors as the protocol tells them over HTTP, and their reason beside them, since an error within a stream has no status. */
final class GenerateErrors implements ErrorForm {

    @Override
    public ObjectNode body(HttpError error) {
        return Json.object().put("error", error.message()).put(InferStream.ERROR_REASON, error.reason());
    }
}
