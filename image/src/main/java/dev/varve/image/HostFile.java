package dev.varve.image;

/// What its host says of the file of an image. It says nothing of the contents.
///
/// @param regular whether it is a regular file, and no block device
/// @param links how many names it has
/// @param mode the permissions as in chmod(1)
public record HostFile(boolean regular, int links, int user, int group, int mode) {}
