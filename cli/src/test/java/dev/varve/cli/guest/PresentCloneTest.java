package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A clone of what a domain is now, of which a snapshot is taken.
@Tag("guest")
class PresentCloneTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    PresentCloneTest() throws IOException {}

    @Test
    void tellsBeforehandWhatItDoes() throws Exception {
        var web = host.define("web", 1);
        web.write(1);
        var before = PrivateHost.listing(host.images());
        var planned = host.varve("clone", "web", "web2", "--full", "--dry-run").ok();
        assertThat(planned)
                .startsWith("Would clone snapshot clone-web2 of web as web2:\n  1. create overlay ")
                .contains(
                        "take snapshot clone-web2",
                        "define domain web2",
                        "remove the metadata of",
                        "Copies up to")
                .endsWith("Nothing has been changed.\n\n")
                .doesNotContain("Lost: ");
        assertThat(PrivateHost.listing(host.images())).isEqualTo(before);
        assertThat(web.snapshots()).isEmpty();
        assertThat(host.varve("clone", "web", "web", "--dry-run").exit()).isEqualTo(2);
        var json = host.varve("clone", "web", "web2", "--full", "--dry-run", "--json").ok();
        assertThat(json).contains("\"performed\":false", "\"operation\":\"clone\"");
        var made = host.varve("clone", "web", "web2", "--full", "--json", "--start").ok();
        // The tables of the overlay are known once it is there.
        var bytes = "(?i)\"[a-z]*bytes[a-z]*\":[0-9]+";
        assertThat(made.replace("\"performed\":true", "\"performed\":false").replaceAll(bytes, ""))
                .isEqualTo(json.replaceAll(bytes, ""));
        assertThat(web.snapshots()).isEmpty();
        assertThat(new RealGuest(host, "web2").state()).isEqualTo("running");
    }
}
