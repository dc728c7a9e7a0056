namespace K8sMirror.Core.Api;

/// <summary>What a source is known by to people, and for comparing mirrors: NICs as written, pods as <c>pods/app=db</c> or <c>pods/app=db/team=payments</c>. No NIC's name has a slash.</summary>
public static class SourceIds
{
    /// <summary>What the name of a source that is pods begins with.</summary>
    public const string PodPrefix = "pods/";

    /// <summary>Beside the record, as everything in it is a field of the API.</summary>
    extension(MirrorSource source)
    {
        /// <summary>What the source is known by.</summary>
        public string Id => source.PodSelector is { } pods ? Of(pods, source.NamespaceSelector) : source.Interface ?? "";
    }

    /// <summary>Of pods of some namespaces; null means of all.</summary>
    public static string Of(LabelSelector pods, LabelSelector? namespaces) => namespaces is null ? PodPrefix + pods.Words : $"{PodPrefix}{pods.Words}/{namespaces.Words}";
}
