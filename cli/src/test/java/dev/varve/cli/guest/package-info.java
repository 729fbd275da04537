/// The command line on real guests: libvirt's embedded driver, QEMU and a small Linux.
@NullMarked
package dev.varve.cli.guest;

import org.jspecify.annotations.NullMarked;
