package dev.varve.image.qcow2.meta;

/// How the clusters are encrypted (bytes 32 to 35 of the header).
public enum CryptMethod {
    NONE,
    AES,
    LUKS;

    static CryptMethod of(long number) throws FormatException {
        if (number == 0) {
            return NONE;
        }
        if (number == 1) {
            return AES;
        }
        if (number == 2) {
            return LUKS;
        }
        throw FormatException.unsupported("crypt_method 0 to 2", "crypt_method " + number);
    }
}
