/// The qcow2 format as data, without I/O: bytes in, checked records out.
///
/// Every number that is read here may come from a guest, so each is bounded before it is used.
///
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">The qcow2 specification</a>
@NullMarked
package dev.varve.image.qcow2.meta;

import org.jspecify.annotations.NullMarked;
