package dev.varve.core.operation;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What came of the last run of each policy for each domain: a file of JSON beside the journals. It is replaced as a whole,
/// so whoever reads it, and a host that loses its power, has one or the other.
public final class PolicyRecords {
    private static final int VERSION = 1;
    private static final long BYTES_MAX = 64L << 20;

    private final OwnDirectory directory;
    private final Path file;

    /// One policy's last run for one domain.
    ///
    /// @param domain the name that it had then
    public record Entry(
            String policy,
            String domain,
            UUID uuid,
            Instant lastRun,
            Optional<Instant> lastSuccess,
            Optional<String> failure) {}

    /// @param directory made when the first run is kept
    public PolicyRecords(Path directory) {
        this.directory = new OwnDirectory(directory);
        this.file = directory.resolve("policies.json");
    }

    /// {@return what is kept; nothing where no policy was ever run}
    ///
    /// @throws JournalException for a file that can't be read, or isn't of this
    public List<Entry> read() {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw unreadable("it is too large", Optional.empty());
            }
            return entries(new ObjectMapper().readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(e.getClass().getSimpleName(), Optional.of(e));
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw unreadable("it is damaged", Optional.of(e));
        }
    }

    private JournalException unreadable(String why, Optional<Exception> cause) {
        var message = "cannot read the last runs of policies in " + file + ": " + why;
        return cause.map(e -> new JournalException(message, e))
                .orElseGet(() -> new JournalException(message));
    }

    private static List<Entry> entries(JsonNode root) {
        if (root.path("version").asInt(0) != VERSION) {
            throw new IllegalArgumentException("another version");
        }
        var entries = new ArrayList<Entry>();
        for (var node : root.path("runs")) {
            entries.add(
                    new Entry(
                            text(node, "policy").orElseThrow(PolicyRecords::lacking),
                            text(node, "domain").orElseThrow(PolicyRecords::lacking),
                            UUID.fromString(text(node, "uuid").orElse("")),
                            Instant.parse(text(node, "lastRun").orElse("")),
                            text(node, "lastSuccess").map(Instant::parse),
                            text(node, "failure")));
        }
        return entries;
    }

    private static IllegalArgumentException lacking() {
        return new IllegalArgumentException("a run without a name");
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.of(node.path(name)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    /// Keeps these, and nothing else.
    ///
    /// @throws JournalException where they can't be written; what was kept stays
    public void write(List<Entry> entries) {
        var partial = file.resolveSibling("." + file.getFileName() + ".partial");
        try {
            directory.make();
            Files.deleteIfExists(partial);
            try (var channel =
                    FileChannel.open(
                            partial,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                var bytes = ByteBuffer.wrap(json(entries));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            directory.sync();
        } catch (IOException e) {
            throw new JournalException(
                    "cannot keep the last runs of policies in "
                            + file
                            + FileJournalStorage.whose(e),
                    e);
        }
    }

    private static byte[] json(List<Entry> entries) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeName("version");
            json.writeNumber(VERSION);
            json.writeName("runs");
            json.writeStartArray();
            entries.forEach(entry -> write(json, entry));
            json.writeEndArray();
            json.writeEndObject();
        }
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, Entry entry) {
        json.writeStartObject();
        property(json, "policy", entry.policy());
        property(json, "domain", entry.domain());
        property(json, "uuid", entry.uuid().toString());
        property(json, "lastRun", entry.lastRun().toString());
        entry.lastSuccess().ifPresent(time -> property(json, "lastSuccess", time.toString()));
        entry.failure().ifPresent(why -> property(json, "failure", why));
        json.writeEndObject();
    }

    private static void property(JsonGenerator json, String name, String value) {
        json.writeName(name);
        json.writeString(value);
    }
}
