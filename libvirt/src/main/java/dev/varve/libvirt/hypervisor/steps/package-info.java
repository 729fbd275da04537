/// What does the steps that one call or one file is enough for: on definitions, images, snapshots' metadata, what is
/// kept beside the disks, and the guest. Starts no block job.
@NullMarked
package dev.varve.libvirt.hypervisor.steps;

import org.jspecify.annotations.NullMarked;
