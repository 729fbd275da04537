package dev.varve.core.operation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;

/// A journal entry as one line of JSON.
///
/// The type of an entry is its property `entry`, that of a step its property `step`: the name of
/// the record in lower case with hyphens, `create-overlay`. Properties are in the order of the
/// record's components. Paths, UUIDs, times and names are strings; enum constants are in lower
/// case; what is absent is left out. A journal outlives the program that wrote it, so none of this
/// may change without a new [#VERSION]. Version 1 had no `directories` and no `without`.
final class JournalFormat {
    /// The version that this class writes, and the newest that it reads.
    static final int VERSION = 2;

    private JournalFormat() {}

    /// {@return the entry's line, without a line feed}
    static byte[] write(JournalEntry entry) {
        return JournalText.of(entry);
    }

    /// {@return the entry of a line}
    ///
    /// @throws JournalException if the line is no entry
    static JournalEntry read(byte[] line) {
        try {
            return Reading.MAPPER.readValue(line, JournalEntry.class);
        } catch (JacksonException e) {
            throw new JournalException("cannot read a line of the journal", e);
        }
    }

    /// {@return the version that a journal's first line states; 0 if it states none}
    static int version(byte[] line) {
        try {
            return Reading.MAPPER.readTree(line).path("version").asInt(0);
        } catch (JacksonException _) {
            return 0;
        }
    }

    private static NamedType[] subtypes(Class<?> sealed) {
        return records(sealed)
                .map(type -> new NamedType(type, hyphenated(type.getSimpleName())))
                .toArray(NamedType[]::new);
    }

    private static Stream<Class<?>> records(Class<?> sealed) {
        return Stream.<Class<?>>of(sealed.getPermittedSubclasses())
                .flatMap(type -> type.isSealed() ? records(type) : Stream.of(type));
    }

    static String hyphenated(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /// Made when a journal is first read.
    private static final class Reading {
        private static final JsonMapper MAPPER =
                JsonMapper.builder()
                        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                        .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
                        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .addMixIn(JournalEntry.class, NamedEntry.class)
                        .addMixIn(JournalEntry.Begun.class, BegunSince1.class)
                        .addMixIn(Step.class, NamedStep.class)
                        .addMixIn(DomainStep.DefineDomain.class, DefineDomainSince1.class)
                        .addMixIn(SnapshotName.class, SnapshotNameText.class)
                        .addMixIn(DiskTarget.class, DiskTargetText.class)
                        .registerSubtypes(subtypes(JournalEntry.class))
                        .registerSubtypes(subtypes(Step.class))
                        .addModule(new SimpleModule().addDeserializer(Path.class, new TextPath()))
                        .build();

        private Reading() {}
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
    private interface NamedEntry {}

    private abstract static class BegunSince1 {
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        @JsonProperty("directories")
        abstract List<NotedDirectory> directories();
    }

    private abstract static class DefineDomainSince1 {
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        @JsonProperty("without")
        abstract List<DiskTarget> without();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
    private interface NamedStep {}

    private abstract static class SnapshotNameText {
        @JsonCreator
        SnapshotNameText(@SuppressWarnings("unused") String value) {}

        @JsonValue
        abstract String value();
    }

    private abstract static class DiskTargetText {
        @JsonCreator
        DiskTargetText(@SuppressWarnings("unused") String name) {}

        @JsonValue
        abstract String name();
    }

    private static final class TextPath extends StdDeserializer<Path> {
        TextPath() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser parser, DeserializationContext context) {
            try {
                return Path.of(parser.getString());
            } catch (InvalidPathException e) {
                throw context.instantiationException(Path.class, e);
            }
        }
    }
}
