package dev.varve.cli.json;

import dev.varve.operation.NbdAddress;
import java.util.Optional;

/// What `nbd` prints once clients can connect.
///
/// @param snapshot absent for the present state
/// @param image what is read, with all that it lies on
/// @param format the image's; clients read plain bytes
/// @param internal whether it is an internal snapshot of the image
/// @param socket absent with a port
/// @param port absent with a socket
/// @param pid the process to end when nobody needs it any more
public record NbdExport(
        String domain,
        Optional<String> snapshot,
        String disk,
        String image,
        String format,
        boolean internal,
        String uri,
        Optional<String> socket,
        Optional<Integer> port,
        long pid)
        implements Document {
    /// {@return the document of what this process serves}
    public static NbdExport of(dev.varve.NbdExport serving) {
        var shown = serving.disk();
        var address = serving.address();
        return new NbdExport(
                shown.domain(),
                shown.snapshot(),
                shown.disk(),
                shown.image().toString(),
                shown.format(),
                shown.internal(),
                serving.uri(),
                address instanceof NbdAddress.UnixSocket(var path)
                        ? Optional.of(path.toString())
                        : Optional.empty(),
                address instanceof NbdAddress.LocalPort(var number)
                        ? Optional.of(number)
                        : Optional.empty(),
                ProcessHandle.current().pid());
    }
}
