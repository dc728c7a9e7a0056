namespace K8sMirror.Core.Api;

/// <summary>Names of the API group of all K8sMirror objects.</summary>
public static class ApiGroup
{
    /// <summary>The API group.</summary>
    public const string Name = "k8smirror.io";

    /// <summary>The only served version.</summary>
    public const string Version = "v1alpha1";

    /// <summary><c>group/version</c>, as in an object's <c>apiVersion</c>.</summary>
    public const string ApiVersion = Name + "/" + Version;
}
