package dev.varve.libvirt.hypervisor.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.ImageHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A directory that somebody asks about.
class AskedPlacesTest {
    @TempDir Path directory;

    private ImageSurvey look() {
        return look(directory);
    }

    private static ImageSurvey look(Path place) {
        var images = new ImageSurvey(new ImageHeaders().read());
        new AskedPlaces(images, Set.of(place)).look();
        return images;
    }

    @Test
    void anImageThatCannotBeReadIsNamedWithTheReason() throws IOException {
        var broken = directory.resolve("broken.qcow2");
        Files.write(broken, new byte[] {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 3});
        var images = look();
        assertThat(images.layers()).doesNotContainKey(broken);
        assertThat(images.missing().get(broken)).contains("corrupt image");
    }

    /// Opened, it would be waited for until somebody writes into it.
    @Test
    @Timeout(60)
    void aNamedPipeIsNotWaitedFor() throws Exception {
        var pipe = directory.resolve("pipe");
        var mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
        var images = look(pipe);
        assertThat(images.files()).contains(pipe);
        assertThat(images.missing()).containsEntry(pipe, "it is not a directory");
    }

    @Test
    void whatIsNoImageIsNotNamed() throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "nothing");
        Files.createDirectory(directory.resolve("more"));
        assertThat(look().missing()).isEmpty();
    }
}
