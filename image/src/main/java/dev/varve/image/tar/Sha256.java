package dev.varve.image.tar;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The digest of an archive's members.
public final class Sha256 {
    private Sha256() {}

    /// {@return one that was given nothing yet}
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
