/// The command line on real guests: a libvirtd of the test's own, QEMU and a small Linux.
@NullMarked
package dev.varve.cli.guest;

import org.jspecify.annotations.NullMarked;
