namespace K8sMirror.Core.Api;

/// <summary>Names of the API group that every K8sMirror object lives in.</summary>
public static class ApiGroup
{
    /// <summary>The API group.</summary>
    public const string Name = "k8smirror.io";

    /// <summary>The one served version.</summary>
    public const string Version = "v1alpha1";

    /// <summary><c>group/version</c>, as an object's <c>apiVersion</c> says it.</summary>
    public const string ApiVersion = Name + "/" + Version;
}
