/// What takes a snapshot of a running domain, makes up for what was cut, and takes it back.
@NullMarked
package dev.varve.libvirt.hypervisor.take;

import org.jspecify.annotations.NullMarked;
