package dev.varve.image;

import java.util.Locale;

/// What an image file's bytes mean.
public enum ImageFormat {
    RAW,
    QCOW2,
    QED,
    VMDK,
    VDI,
    VPC,
    VHDX,
    LUKS,
    OTHER;

    /// {@return libvirt's and QEMU's name}
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// {@return the format that libvirt and QEMU call `word`; `OTHER` for one we don't know}
    public static ImageFormat of(String word) {
        for (var format : values()) {
            if (format.word().equals(word)) {
                return format;
            }
        }
        return OTHER;
    }
}
