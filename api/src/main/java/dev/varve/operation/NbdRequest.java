package dev.varve.operation;

import java.nio.file.Path;
import java.util.Optional;

/// A disk that is to be served over NBD. Immutable.
///
/// @param snapshot that has it; empty for the disk as it is now, of a domain that is shut off
/// @param disk its target, `vda`; empty for the only one
/// @param address where to listen; empty for a socket that the server chooses, which only its own user can use
///
/// @since 0.1
public record NbdRequest(
        Optional<String> snapshot, Optional<String> disk, Optional<NbdAddress> address) {
    /// {@return the only disk, as it is now}
    public static NbdRequest present() {
        return new NbdRequest(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// {@return the only disk, as the snapshot has it}
    public static NbdRequest of(String snapshot) {
        return new NbdRequest(Optional.of(snapshot), Optional.empty(), Optional.empty());
    }

    /// {@return the same of that disk}
    ///
    /// @param target `vda`
    public NbdRequest disk(String target) {
        return new NbdRequest(snapshot, Optional.of(target), address);
    }

    /// {@return the same on that socket}
    ///
    /// @param path which isn't there, in a directory that is
    public NbdRequest onSocket(Path path) {
        return new NbdRequest(
                snapshot, disk, Optional.of(new NbdAddress.UnixSocket(path.toAbsolutePath())));
    }

    /// {@return the same on that TCP port of this host alone}
    ///
    /// @param number from 1 to 65535
    public NbdRequest onPort(int number) {
        return new NbdRequest(snapshot, disk, Optional.of(new NbdAddress.LocalPort(number)));
    }
}
