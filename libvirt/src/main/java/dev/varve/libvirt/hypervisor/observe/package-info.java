/// Reads the host and its domains into the values of dev.varve.core.model. Changes nothing.
@NullMarked
package dev.varve.libvirt.hypervisor.observe;

import org.jspecify.annotations.NullMarked;
