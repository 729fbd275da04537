package dev.varve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateDirectoryTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    qemu:///system, '', root, /var/lib/varve
                    qemu:///system, '', ada, /var/lib/varve
                    qemu:///system, qemu:///system?socket=/run/libvirt/virtqemud-sock, ada, /var/lib/varve
                    qemu:///session, '', root, /var/lib/varve
                    qemu:///session, '', ada, /home/ada/.local/state/varve
                    qemu:///embed?root=/srv/a%20b, '', ada, /srv/a b/varve
                    qemu:///system, qemu:///system?socket=/srv/run/libvirt-sock, root, /srv/varve
                    qemu+unix:///system?socket=/srv/x/sock, '', ada, /srv/x/varve
                    """)
    void dependsOnTheConnectionAlone(String uri, String asked, String user, Path expected) {
        assertThat(StateDirectory.of(uri, asked, user, Path.of("/home/ada")).path())
                .isEqualTo(expected);
    }
}
