/// The port of dev.varve.core on libvirt: reads domains, snapshots and images, and performs steps.
/// All files of the host are opened here, and by what this package calls in dev.varve.image.
@NullMarked
package dev.varve.libvirt.hypervisor;

import org.jspecify.annotations.NullMarked;
