package dev.varve.cli.json;

/// A document of `--json`. Behind `apiVersion` and `kind` it has the components of its record.
public sealed interface Document
        permits DiskList,
                DifferencesDocument,
                DomainList,
                DomainStatusList,
                DomainUsageDocument,
                LayerForestDocument,
                ArchiveDocument,
                BlockJobDocument,
                ErrorReport,
                PictureDocument,
                PlanDocument,
                DiagnosisDocument,
                LogDocument,
                NbdExport,
                OperationList,
                PolicyRunDocument,
                SnapshotEdit,
                SnapshotInfo,
                SnapshotList,
                SnapshotParent,
                SnapshotStatusList,
                SnapshotTags,
                SnapshotText,
                VersionDocument {
    /// The version of all documents' schema.
    String API_VERSION = "varve.dev/v1";

    /// {@return what tells it from the other documents}
    default String kind() {
        return getClass().getSimpleName();
    }
}
