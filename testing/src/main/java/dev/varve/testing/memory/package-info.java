/// A host in memory: images, domains and snapshots as QEMU and libvirt have them, without I/O, for
/// tests of whatever speaks the port. It can be cut at every single change that it makes.
@NullMarked
package dev.varve.testing.memory;

import org.jspecify.annotations.NullMarked;
