package dev.varve.core.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.ImageFormat;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What an archive holds, and what each member has to be, as the JSON of its last member.
///
/// @param version of the layout
/// @param created when, as ISO 8601 has it
/// @param uuid of the domain
/// @param name of the domain
/// @param definition the member with the `<domain>`
/// @param snapshots parents before their children
/// @param files lower images before those that lie on them
/// @param sha256 of each member but this, in hexadecimal digits
record Manifest(
        int version,
        String created,
        String uuid,
        String name,
        String definition,
        List<Snapshot> snapshots,
        Optional<String> current,
        List<File> files,
        Map<String, String> sha256) {
    /// The layout that this version writes, and the newest that it reads.
    static final int VERSION = 1;

    /// An archive that was cut off has none.
    static final String MEMBER = "manifest.json";

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .changeDefaultPropertyInclusion(
                            value -> value.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                    .build();

    /// @param document the member with the `<domainsnapshot>`
    record Snapshot(String name, String document) {}

    /// As [ArchivedFile] has it.
    record File(
            String member,
            String role,
            String origin,
            Optional<String> format,
            Optional<String> backing,
            long bytes) {
        static File of(ArchivedFile file) {
            return new File(
                    file.member(),
                    word(file.role()),
                    file.origin().toString(),
                    file.format().map(ImageFormat::formatName),
                    file.backing(),
                    file.bytes());
        }

        ArchivedFile file() {
            return new ArchivedFile(
                    member,
                    role(role),
                    Path.of(origin),
                    format.map(ImageFormat::of),
                    backing,
                    bytes);
        }

        private static String word(ArchivedFile.Role role) {
            return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static ArchivedFile.Role role(String word) {
            return Stream.of(ArchivedFile.Role.values())
                    .filter(role -> word(role).equals(word))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "its manifest has a file of role '"
                                            + word
                                            + "', which this version doesn't know"));
        }
    }

    static Manifest of(
            ArchivedDomain domain,
            String definition,
            List<Snapshot> snapshots,
            Map<String, String> sha256,
            Instant created) {
        return new Manifest(
                VERSION,
                created.toString(),
                domain.ref().uuid().toString(),
                domain.ref().name(),
                definition,
                List.copyOf(snapshots),
                domain.current().map(SnapshotName::value),
                domain.files().stream().map(File::of).toList(),
                Map.copyOf(sha256));
    }

    byte[] json() {
        return MAPPER.writeValueAsBytes(this);
    }

    /// @throws IllegalArgumentException for what isn't a manifest, or is one of a later version
    static Manifest read(byte[] json) {
        try {
            var version = MAPPER.readTree(json).path("version").asInt(0);
            if (version < 1 || version > VERSION) {
                throw new IllegalArgumentException(
                        "its layout is of version " + version + ", and this reads " + VERSION);
            }
            return MAPPER.readValue(json, Manifest.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "its manifest can't be read: " + e.getOriginalMessage(), e);
        }
    }

    /// {@return the domain}
    ///
    /// @param text finds a member's text
    /// @throws IllegalArgumentException for a manifest that contradicts itself
    ArchivedDomain domain(Texts text) throws IOException {
        try {
            var found = new ArrayList<ArchivedSnapshot>();
            for (var snapshot : snapshots) {
                found.add(
                        new ArchivedSnapshot(
                                new SnapshotName(snapshot.name()), text.of(snapshot.document())));
            }
            return new ArchivedDomain(
                    new DomainRef(domainUuid(), domainName()),
                    text.of(definition),
                    found,
                    current.map(SnapshotName::new),
                    files.stream().map(File::file).toList());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("its manifest can't be read: " + e.getMessage(), e);
        }
    }

    private UUID domainUuid() {
        try {
            return UUID.fromString(uuid);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "its manifest has '" + uuid + "' for the domain's UUID, which is none", e);
        }
    }

    /// libvirt has no domain with another name, and would say so when all the files are there.
    private String domainName() {
        if (name.isBlank()
                || name.contains("/")
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "its manifest has '" + name + "' for the domain's name, which none can have");
        }
        return name;
    }

    /// Finds the text of a member.
    interface Texts {
        String of(String member) throws IOException;
    }
}
