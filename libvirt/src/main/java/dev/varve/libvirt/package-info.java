/// libvirt as a hypervisor, in three thin layers: downcalls, handles, the port.
@NullMarked
package dev.varve.libvirt;

import org.jspecify.annotations.NullMarked;
