/// Disk images as data. An image knows no domains and needs no library.
///
/// An **image** is one file or block device with contents; a **layer** is an image in its place in
/// a **backing chain**. [Image] reads one, [BackingChain] a whole chain, [Overlay] makes a new top
/// layer; [Commit], [Pull], [ChangeBacking] and [Measure] are one operation each, all of them
/// off-line: nobody else may be using the images. [Check] says whether an image is sound.
///
/// Contents of a disk belong to the guest, which may write a qcow2 header into a raw image. So a
/// format is always given by the caller or by an overlay's header, and never probed.
@NullMarked
package dev.varve.image;

import org.jspecify.annotations.NullMarked;
