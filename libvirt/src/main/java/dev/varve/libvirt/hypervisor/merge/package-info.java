/// What moves the data of layers, by a block job of the QEMU that has them open, else on the files.
@NullMarked
package dev.varve.libvirt.hypervisor.merge;

import org.jspecify.annotations.NullMarked;
