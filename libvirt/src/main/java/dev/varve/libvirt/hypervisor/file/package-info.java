/// What every room says of the host's files alike: one name for each, the names before they are whole, whether they
/// are there, and in which words they fail. Knows no domain and no step.
@NullMarked
package dev.varve.libvirt.hypervisor.file;

import org.jspecify.annotations.NullMarked;
