/// What makes one domain out of another: its XML, and the memory that it goes on with.
@NullMarked
package dev.varve.libvirt.hypervisor.clone;

import org.jspecify.annotations.NullMarked;
