package dev.varve.image;

/// An image's format, under the name that libvirt and QEMU give it.
///
/// Only [#QCOW2] and [#RAW] can be read here; the others can be named, so that a refusal can say
/// what an image is.
public enum ImageFormat {
    QCOW2("qcow2"),
    RAW("raw"),
    QCOW("qcow"),
    QED("qed"),
    VMDK("vmdk"),
    VDI("vdi"),
    VPC("vpc"),
    VHDX("vhdx"),
    LUKS("luks"),
    /// Any format that has no constant here.
    OTHER("other");

    private final String formatName;

    ImageFormat(String formatName) {
        this.formatName = formatName;
    }

    /// {@return the format that `name` stands for in a domain's XML or in an overlay's header;
    /// [#OTHER] for every name that is not known}
    public static ImageFormat of(String name) {
        for (var format : values()) {
            if (format.formatName.equals(name)) {
                return format;
            }
        }
        return OTHER;
    }

    /// {@return the name in domain XML and on QEMU's command lines}
    public String formatName() {
        return formatName;
    }

    @Override
    public String toString() {
        return formatName;
    }
}
