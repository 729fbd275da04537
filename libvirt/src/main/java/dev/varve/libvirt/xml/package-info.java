/// libvirt's XML as immutable trees: read, edited without losing what we don't know, and written back byte for
/// byte as libvirt prints it.
@NullMarked
package dev.varve.libvirt.xml;

import org.jspecify.annotations.NullMarked;
