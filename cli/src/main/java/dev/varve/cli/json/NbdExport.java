package dev.varve.cli.json;

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
        implements Document {}
