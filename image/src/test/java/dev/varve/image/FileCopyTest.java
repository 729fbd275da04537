package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileCopyTest {
    @TempDir Path dir;

    /// A QEMU that reads a golden image as a member of its group, or as anybody, reads its copy as well.
    @ParameterizedTest
    @CsvSource({
        "rw-------, rw-------",
        "rw-r-----, rw-r-----",
        "rw-rw----, rw-rw----",
        "rw-r--r--, rw-r--r--",
        "r--r--r--, rw-r--r--",
        "rwxrwxrwx, rw-rw-r--"
    })
    void whoMayReadTheImageMayReadItsCopy(String mode, String expected) throws IOException {
        var image = Files.write(dir.resolve("image"), new byte[5000]);
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString(mode));
        var copy = dir.resolve("copy");
        FileCopy.create(
                image, copy, Optional.empty(), dir.resolve("partial"), CopyProgress.ignored());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo(expected);
        assertThat(FileCopy.isOf(image, copy)).isTrue();
    }
}
