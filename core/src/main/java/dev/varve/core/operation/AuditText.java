package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.AuditEntry.Outcome;
import dev.varve.core.operation.AuditEntry.Who;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An entry of the audit log as one line of JSON, in ASCII. Whatever users name is bounded in length, and what may be a
/// secret in it is blotted out.
final class AuditText {
    private static final int VERSION = 1;
    private static final int NAME_MAX = 256;
    private static final int TEXT_MAX = 2000;
    static final int DOMAINS_MAX = 256;

    /// Binding records to JSON takes longer than most commands.
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private AuditText() {}

    /// {@return the entry's line, with its line feed}
    static byte[] of(AuditEntry entry) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("version", VERSION);
            json.writeStringProperty("time", entry.at().toString());
            write(json, entry.who());
            writeDomains(json, entry.domains());
            json.writeStringProperty("what", shown(entry.what(), TEXT_MAX));
            entry.begun().ifPresent(at -> json.writeStringProperty("begun", at.toString()));
            json.writeName("steps");
            json.writeStartObject();
            entry.steps().forEach(json::writeNumberProperty);
            json.writeEndObject();
            json.writeStringProperty("outcome", word(entry.outcome()));
            entry.message()
                    .ifPresent(why -> json.writeStringProperty("message", shown(why, TEXT_MAX)));
            json.writeNumberProperty("milliseconds", entry.milliseconds());
            json.writeNumberProperty("bytes", entry.bytes());
            json.writeEndObject();
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, Who who) {
        json.writeName("who");
        json.writeStartObject();
        who.uid().ifPresent(uid -> json.writeNumberProperty("uid", uid));
        json.writeStringProperty("user", shown(who.user(), NAME_MAX));
        who.sudoUid().ifPresent(uid -> json.writeNumberProperty("sudoUid", uid));
        who.sudoUser()
                .ifPresent(name -> json.writeStringProperty("sudoUser", shown(name, NAME_MAX)));
        json.writeNumberProperty("pid", who.pid());
        json.writeStringProperty("program", shown(who.program(), NAME_MAX));
        json.writeStringProperty("programVersion", shown(who.version(), NAME_MAX));
        json.writeEndObject();
    }

    private static void writeDomains(JsonGenerator json, List<DomainRef> domains) {
        json.writeName("domains");
        json.writeStartArray();
        for (var domain : domains.subList(0, Math.min(domains.size(), DOMAINS_MAX))) {
            json.writeStartObject();
            json.writeStringProperty("name", shown(domain.name(), NAME_MAX));
            json.writeStringProperty("uuid", domain.uuid().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// {@return a text of a user's, as it is logged}
    static String shown(String text) {
        return shown(text, TEXT_MAX);
    }

    /// A character beyond 16 bits isn't cut in two.
    private static String shown(String text, int longest) {
        var without = Secrets.blotted(text.substring(0, Math.min(text.length(), 4 * longest)));
        if (without.length() <= longest) {
            return without;
        }
        int end = longest - (Character.isHighSurrogate(without.charAt(longest - 1)) ? 1 : 0);
        return without.substring(0, end) + "\u2026";
    }

    static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /// {@return the entry of a line; empty where the line is none that this version knows}
    static Optional<AuditEntry> read(byte[] line) {
        try {
            var json = Reading.MAPPER.readTree(line);
            return json.path("version").asInt(0) == VERSION
                    ? Optional.of(entry(json))
                    : Optional.empty();
        } catch (JacksonException | IllegalArgumentException | DateTimeException _) {
            return Optional.empty(); // Torn, or somebody else's.
        }
    }

    private static AuditEntry entry(JsonNode json) {
        return new AuditEntry(
                Instant.parse(text(json, "time")),
                who(json.path("who")),
                domains(json.path("domains")),
                text(json, "what"),
                optional(json, "begun").map(Instant::parse),
                steps(json.path("steps")),
                outcome(text(json, "outcome")),
                optional(json, "message"),
                json.path("milliseconds").longValue(),
                json.path("bytes").longValue());
    }

    private static Outcome outcome(String word) {
        return Outcome.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Who who(JsonNode json) {
        return new Who(
                number(json, "uid"),
                text(json, "user"),
                number(json, "sudoUid"),
                optional(json, "sudoUser"),
                json.path("pid").longValue(),
                text(json, "program"),
                text(json, "programVersion"));
    }

    private static List<DomainRef> domains(JsonNode json) {
        var domains = new ArrayList<DomainRef>();
        for (var each : json) {
            domains.add(new DomainRef(UUID.fromString(text(each, "uuid")), text(each, "name")));
        }
        return domains;
    }

    private static SortedMap<String, Integer> steps(JsonNode json) {
        var steps = new TreeMap<String, Integer>();
        json.properties().forEach(each -> steps.put(each.getKey(), each.getValue().intValue()));
        return steps;
    }

    private static OptionalLong number(JsonNode json, String name) {
        var value = json.path(name);
        return value.isIntegralNumber() ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).stringValue();
    }

    private static Optional<String> optional(JsonNode json, String name) {
        return json.has(name) ? Optional.of(text(json, name)) : Optional.empty();
    }

    /// Made when a log is first read.
    private static final class Reading {
        private static final JsonMapper MAPPER = new JsonMapper();

        private Reading() {}
    }
}
