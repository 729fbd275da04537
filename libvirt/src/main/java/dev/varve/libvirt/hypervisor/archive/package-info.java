/// What takes a domain into an archive and out of one.
@NullMarked
package dev.varve.libvirt.hypervisor.archive;

import org.jspecify.annotations.NullMarked;
