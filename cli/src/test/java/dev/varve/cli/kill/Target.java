package dev.varve.cli.kill;

import dev.varve.libvirt.EmbedRoot;
import java.io.IOException;
import java.nio.file.Path;

/// A libvirt, and who is killed of what belongs to it.
interface Target extends Victim, AutoCloseable {
    /// {@return the URI of the libvirt, which is there}
    String uri();

    /// {@return whether libvirt loses its guests}
    boolean losesGuests();

    /// Brings back what was killed, where that can be.
    ///
    /// @return whether there is something to connect to anew
    boolean revived();

    @Override
    void close();

    /// {@return the QEMU of an embedded libvirt}
    static Target qemu(Path root) throws IOException {
        var uri = EmbedRoot.prepare(root);
        return new Target() {
            @Override
            public String uri() {
                return uri;
            }

            @Override
            public boolean losesGuests() {
                return true;
            }

            @Override
            public boolean kill() {
                return KilledProcess.killGuests(root);
            }

            @Override
            public boolean revived() {
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
