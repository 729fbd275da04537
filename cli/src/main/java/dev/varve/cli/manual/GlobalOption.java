package dev.varve.cli.manual;

import java.util.List;

/// An option that stands before the command, as virsh has it.
///
/// @param spelled with its value
record GlobalOption(String spelled, String description) {
    static final List<GlobalOption> ALL =
            List.of(
                    new GlobalOption(
                            "-c, --connect URI",
                            "the libvirt to work with; else VIRSH_DEFAULT_CONNECT_URI, LIBVIRT_DEFAULT_URI,"
                                    + " or what libvirt chooses"),
                    new GlobalOption(
                            "-r, --readonly", "connect without the right to change anything"),
                    new GlobalOption("-q, --quiet", "print no headers, notes and progress"),
                    new GlobalOption("-h, --help", "print this"),
                    new GlobalOption("-v", "print the version, and nothing else"),
                    new GlobalOption(
                            "-V, --version",
                            "print the version, and those of the libvirt and the QEMU that are there"),
                    new GlobalOption(
                            "-k, --keepalive-interval SECONDS",
                            "cut a connection whose other end doesn't answer; 0: never"),
                    new GlobalOption(
                            "-K, --keepalive-count NUMBER",
                            "after so many messages without an answer"),
                    new GlobalOption("-t, --timing", "print how long each command took"),
                    new GlobalOption("-d, -e, -l", "virsh's; taken, and without effect"));
}
