package dev.varve.core.model;

import java.nio.file.Path;
import java.util.Map;

/// An archive with a domain, all its snapshots and the files of both.
///
/// @param sha256 of each member, in hexadecimal digits
public record DomainArchive(Path path, ArchivedDomain domain, Map<String, String> sha256) {
    public DomainArchive {
        sha256 = Map.copyOf(sha256);
    }

    /// {@return the digest of a member; empty, which none is, for one that isn't there}
    public String digest(String member) {
        return sha256.getOrDefault(member, "");
    }
}
