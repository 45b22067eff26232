package io.gemstream.standalone.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes the report as JSON: names carry the units, rates are tokens per second. Pure. */
public final class BenchJson {

    private BenchJson() {}

    /** One object. */
    public static String of(BenchReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("model", report.model());
            json.writeStringField("architecture", report.architecture());
            json.writeStringField("profile", report.profile());
            json.writeNumberField("threads", report.threads());
            json.writeNumberField("load_seconds", report.loadSeconds());
            machine(json, report.machine());
            memory(json, report.memory());
            json.writeObjectFieldStart("prefill");
            json.writeNumberField("tokens", report.prompt());
            rate(json, "tokens_per_second", report.prefill());
            json.writeEndObject();
            json.writeArrayFieldStart("decode");
            for (DecodeRate rate : report.decode()) {
                decode(json, rate);
            }
            json.writeEndArray();
            if (report.speculation().isPresent()) {
                speculation(json, report.speculation().get());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + "\n";
    }

    private static void machine(JsonGenerator json, Machine machine) throws IOException {
        json.writeObjectFieldStart("machine");
        json.writeStringField("cpu", machine.cpu());
        json.writeNumberField("processors", machine.processors());
        json.writeNumberField("vector_bits", machine.vectorBits());
        json.writeStringField("jdk", machine.jdk());
        json.writeStringField("os", machine.os());
        json.writeNumberField("read_bytes_per_second", Math.round(machine.bandwidth()));
        json.writeEndObject();
    }

    private static void memory(JsonGenerator json, MemoryUse memory) throws IOException {
        json.writeObjectFieldStart("memory");
        json.writeNumberField("weights_mapped_bytes", memory.mapped());
        json.writeNumberField("weights_packed_bytes", memory.packed());
        json.writeNumberField("kv_cache_bytes", memory.kvCache());
        json.writeNumberField("heap_bytes", memory.heap());
        if (memory.resident().isPresent()) {
            json.writeNumberField("resident_bytes", memory.resident().getAsLong());
        }
        json.writeEndObject();
    }

    private static void decode(JsonGenerator json, DecodeRate rate) throws IOException {
        json.writeStartObject();
        json.writeNumberField("streams", rate.streams());
        rate(json, "tokens_per_second", rate.total());
        json.writeNumberField("tokens_per_second_per_stream", rate.perStream());
        json.writeNumberField("bytes_per_token", rate.bytesPerToken());
        json.writeNumberField("bytes_per_second", Math.round(rate.bandwidth()));
        json.writeEndObject();
    }

    private static void speculation(JsonGenerator json, SpeculationGain gain) throws IOException {
        json.writeObjectFieldStart("speculation");
        json.writeStringField("proposer", gain.proposer());
        rate(json, "plain_tokens_per_second", gain.plain());
        rate(json, "tokens_per_second", gain.drafted());
        json.writeNumberField("proposed", gain.proposed());
        json.writeNumberField("accepted", gain.accepted());
        json.writeEndObject();
    }

    private static void rate(JsonGenerator json, String name, Rate rate) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("median", rate.median());
        json.writeNumberField("lowest", rate.lowest());
        json.writeNumberField("highest", rate.highest());
        json.writeEndObject();
    }
}
