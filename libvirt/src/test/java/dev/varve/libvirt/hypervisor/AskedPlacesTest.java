package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.ImageHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A directory that somebody asks about.
class AskedPlacesTest {
    @TempDir Path directory;

    private ImageSurvey look() {
        var images = new ImageSurvey(new ImageHeaders().read());
        new AskedPlaces(images, Set.of(directory)).look();
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

    @Test
    void whatIsNoImageIsNotNamed() throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "nothing");
        Files.createDirectory(directory.resolve("more"));
        assertThat(look().missing()).isEmpty();
    }
}
