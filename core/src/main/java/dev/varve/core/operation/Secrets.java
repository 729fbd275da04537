package dev.varve.core.operation;

import java.util.regex.Pattern;

/// What may be a secret in a line for people: the message of a failed libvirt or QEMU may repeat the source of a disk.
final class Secrets {
    /// The user and password of a URI: `https://user:password@host`.
    private static final Pattern USER = Pattern.compile("(?<=://)[^/\\s'\"]*@");

    /// `password=…`, `"key-secret": "…"`, `passphrase …`, in whatever syntax: up to where the word ends.
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)((?:pass(?:word|wd|phrase)|secret|token|api-?key|credentials?)[\\w.-]*"
                            + "[\"']?\\s*[=:]\\s*)(\"[^\"]*+\"|'[^']*+'|[^\\s,;&\"'}]++)");

    private Secrets() {}

    static String blotted(String text) {
        return NAMED.matcher(USER.matcher(text).replaceAll("***@")).replaceAll("$1***");
    }
}
