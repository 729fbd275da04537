package dev.varve.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.ArchiveWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Archives whose manifest isn't one that an export has written.
class ArchiveFileTest {
    private static final String MANIFEST =
            """
            {"version":1,"created":"2026-01-01T00:00:00Z",
             "uuid":"11111111-2222-3333-4444-555555555555","name":"web","definition":"domain.xml",
             "snapshots":[],
             "files":[
              {"member":"images/a","role":"image","origin":"/x/a","format":"raw","bytes":1},
              {"member":"images/b","role":"image","origin":"/x/b","format":"qcow2",
               "backing":"images/a","bytes":1},
              {"member":"memory/m","role":"memory","origin":"/x/m","bytes":1}],
             "sha256":{"domain.xml":
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}}
            """;

    @TempDir Path directory;

    private Path archive(UnaryOperator<String> change) throws IOException {
        var file = directory.resolve("a.tar");
        try (var out = Files.newOutputStream(file);
                var writer = ArchiveWriter.begin(out, List.of(), Instant.EPOCH)) {
            writer.add("domain.xml", "abc".getBytes(StandardCharsets.UTF_8));
            for (var member : List.of("images/a", "images/b", "memory/m")) {
                writer.add(member, new byte[1]);
            }
            writer.add("manifest.json", change.apply(MANIFEST).getBytes(StandardCharsets.UTF_8));
            writer.finish();
        }
        return file;
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        var read = ArchiveFile.read(archive(text -> text));
        assertThat(read.domain().ref()).hasToString("web");
        assertThat(read.domain().definition()).isEqualTo("abc");
        assertThat(read.domain().files()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "/x/b"              | "/x/a"             | two files that were /x/a
                    "images/b"          | "images/a"         | lists member images/a twice
                    "role":"memory"     | "role":"nonsense"  | role 'nonsense', which this version
                    11111111-           | zzz-               | for the domain's UUID, which is none
                    "name":"web"        | "name":"a/b"       | name, which none can have
                    "name":"web"        | "name":"\\u001b[2J"| name, which none can have
                    "/x/m"              | "/x/.."            | no name that a file can have
                    "/x/m"              | "x/m"              | no name that a file can have
                    "format":"qcow2"    | "format":"vmdk"    | neither qcow2 nor raw
                    "format":"qcow2"    | "format":"raw"     | is raw, and lies on another image
                    "role":"memory"     | "role":"memory","format":"raw" | is no image, and has a format
                    "backing":"images/a"| "backing":"memory/m" | no image that comes before it
                    "snapshots":[]      | "snapshots":[],"current":"s1" | current snapshot s1 isn't
                    "snapshots":[]      | "snapshots":[{"name":"s","document":"domain.xml"},{"name":"s","document":"domain.xml"}] | two snapshots s
                    "bytes":1},         | "bytes":-1},       | less than no data
                    """)
    void otherManifestsAreRefusedInWords(String part, String instead, String why) throws Exception {
        assertThat(MANIFEST).contains(part);
        var file = archive(text -> text.replace(part, instead));
        assertThatThrownBy(() -> ArchiveFile.read(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("enum constant", "Invalid UUID");
    }
}
