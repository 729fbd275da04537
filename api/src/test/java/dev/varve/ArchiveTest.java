package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.HostChange;
import dev.varve.operation.Outcome;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.state.Archive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("archive");

    @BeforeEach
    void prepare() {
        host.write(web, 1);
        perform(web, Change.create("one"));
        host.write(web, 2);
    }

    private Path export() throws IOException {
        var file = host.file("stream.tar");
        try (var stream = Files.newOutputStream(file)) {
            var written = web.export(stream, ProgressListener.silent());
            stream.write(new byte[0]); // It is still open.
            assertThat(written.domain()).isEqualTo(web.name());
            assertThat(written.uuid()).isEqualTo(web.uuid());
            assertThat(written.files())
                    .extracting(Archive.File::role)
                    .containsOnly(Archive.Role.IMAGE);
            assertThat(written.bytes()).isGreaterThanOrEqualTo(2 << 16);
        }
        return file;
    }

    @Test
    void goesIntoAStreamAndIsReadAndImported() throws IOException {
        var file = export();

        var archive = host.varve().archive(file);
        assertThat(archive.snapshots()).containsExactly("one");
        assertThat(archive.current()).isEqualTo(Optional.of("one"));
        assertThat(archive.besides()).isEmpty();
        assertThat(archive.files()).hasSize(2);
        host.undefine(web);
        var directory = Files.createDirectory(host.file("there"));
        assertThat(
                        host.varve()
                                .perform(
                                        HostChange.importing(
                                                file, host.varve().directory(directory)),
                                        ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
        assertThat(host.holds(host.varve().domain(web.name()), 2)).isTrue();
    }

    @Test
    void endsWhereTheStreamDoes() {
        var broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("nobody reads any more");
                    }
                };
        assertThatThrownBy(() -> web.export(broken, ProgressListener.silent()))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("nobody reads any more");
        assertThat(web.perform(Change.create("two"), ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
    }

    @Test
    void isRefusedWhereItIsNone() throws IOException {
        var text = Files.writeString(host.file("text"), "no archive");
        assertThatThrownBy(() -> host.varve().archive(text)).isInstanceOf(VarveException.class);
        var missing = host.file("missing");
        assertThatThrownBy(() -> host.varve().archive(missing))
                .isInstanceOfSatisfying(
                        VarveException.class,
                        e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.NOT_FOUND));
    }

    @Test
    void directoriesHaveRealNames() throws IOException {
        var real = Files.createDirectory(host.file("real"));
        var link = Files.createSymbolicLink(host.file("link"), real);
        assertThat(host.varve().directory(link)).isEqualTo(real.toRealPath());
        var file = Files.writeString(host.file("file"), "");
        assertKind(VarveException.Kind.INVALID, () -> host.varve().directory(file));
        assertKind(VarveException.Kind.NOT_FOUND, () -> host.varve().directory(host.file("gone")));
        assertKind(VarveException.Kind.NOT_FOUND, () -> host.varve().poolDirectory("no-pool"));
    }

    private static void assertKind(VarveException.Kind kind, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        VarveException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
