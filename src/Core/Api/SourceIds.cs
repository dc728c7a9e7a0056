namespace K8sMirror.Core.Api;

/// <summary>
/// Ids of sources, for people and for comparing mirrors: NICs as written, pods as <c>pods/app=db</c> or <c>pods/app=db/team=payments</c>. No NIC's name has a
/// slash.
/// </summary>
public static class SourceIds
{
    /// <summary>Prefix of the id of a source that selects pods.</summary>
    public const string PodPrefix = "pods/";

    /// <summary>Not in the record, since every property there is a field of the API.</summary>
    extension(MirrorSource source)
    {
        /// <summary>Id of the source.</summary>
        public string Id => source.PodSelector is { } pods ? Of(pods, source.NamespaceSelector) : source.Interface ?? "";
    }

    /// <summary>Id of pods of some namespaces; null means all namespaces.</summary>
    public static string Of(LabelSelector pods, LabelSelector? namespaces) => namespaces is null ? PodPrefix + pods.Words : $"{PodPrefix}{pods.Words}/{namespaces.Words}";
}
