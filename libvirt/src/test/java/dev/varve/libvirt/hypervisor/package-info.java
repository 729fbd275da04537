/// The libvirt adapter over real QEMU.
@NullMarked
package dev.varve.libvirt.hypervisor;

import org.jspecify.annotations.NullMarked;
